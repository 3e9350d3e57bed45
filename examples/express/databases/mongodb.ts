import { MongoDBAdapter, migrate } from '@strongroom/mongodb'
import { MongoClient } from 'mongodb'
import type { OpenDatabase } from './index.ts'

export async function open(url: string): Promise<OpenDatabase> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 5000, socketTimeoutMS: 5000 })
  await migrate(client)
  return { name: 'MongoDB', adapter: MongoDBAdapter(client), close: () => client.close() }
}
