import { migrate } from '../src/index.ts'
import { end, make } from './instances.ts'

// A process that migrates the database of its environment and ends: with 1 when it could not.
const made = make({ url: process.env['MIGRATED_URL'] ?? '', max: 1 })
await migrate(made.db)
await end(made)
