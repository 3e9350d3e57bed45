import { randomBytes } from 'node:crypto'
import { type MySQLOptions, MySQLAdapter, migrate } from '@strongroom/mysql2'
import { type RowDataPacket, createPool } from 'mysql2/promise'
import type { Counted } from '../measure.ts'

const updated = 'no UPDATE … RETURNING: the row is read afterwards'
const deleted = 'MySQL has no DELETE … RETURNING: the row is read before'
const reasons = {
  createUser: 'MySQL has no INSERT … RETURNING: what the database made is read afterwards',
  updateUser: updated,
  updateSession: updated,
  updateAccount: updated,
  updateAuthenticatorCounter: updated,
  linkAccount: 'affected rows do not tell whose the account is: it is read afterwards',
  deleteUser: deleted,
  unlinkAccount: deleted,
  deleteSession: deleted,
  useVerificationToken: deleted,
}

/** Counted by the one connection's `Questions`, which counts no preparation of a statement. */
export async function openMysql(url: string, title: string, options: MySQLOptions = {}): Promise<Counted> {
  const admin = createPool({ uri: url, connectionLimit: 1 })
  const name = `roundtrips_${randomBytes(6).toString('hex')}`
  await admin.query(`CREATE DATABASE ${name}`)
  const pool = createPool({ uri: url.replace(/[^/]+$/, name), connectionLimit: 1 })
  await migrate(pool, options)
  let asked = 0
  return {
    title,
    adapter: MySQLAdapter(pool, options),
    async executed() {
      const [rows] = await pool.query<RowDataPacket[]>(`SHOW SESSION STATUS LIKE 'Questions'`)
      // Each question counts itself.
      return Number(rows[0]?.['Value']) - ++asked
    },
    reasons,
    close: () => Promise.all([pool.end(), admin.end()]),
  }
}
