import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase } from './databases/index.ts'
import { startSite, startStateless } from './start.ts'

const { AUTH_SECRET: secret, EXAMPLE_PASSWORD, ORIGIN: origin, PORT, SESSION, SMTP_URL: smtp } = process.env
const database = process.env['DATABASE_URL'] ?? join(import.meta.dirname, 'example.db')
const log = (line: string): void => console.error(line)
const start = { port: Number(PORT ?? 3000), origin, secret, log }

async function main(): Promise<void> {
  if (SESSION === 'jwt') {
    const password = EXAMPLE_PASSWORD ?? randomBytes(9).toString('base64url')
    const site = await startStateless(start, { name: 'ada', password })
    console.log(`Without a database: ${site.origin}`)
    console.log(`Sign in as ada${EXAMPLE_PASSWORD ? '' : `, with the password ${password}`}`)
    return
  }
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error('The identity providers in dev/ believe everybody: put real ones in their place first.')
  }
  const store = await openDatabase(database)
  const sweep = (): unknown => store.adapter.deleteExpired().catch((error: unknown) => log(String(error)))
  setInterval(sweep, 3_600_000).unref()
  const site = await startSite(start, { store, smtp })
  console.log(`On ${store.name}: ${site.origin}`)
}

try {
  await main()
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException
  log(code === 'EADDRINUSE' ? `Port ${start.port} is taken; PORT names another.` : message)
  // What was opened so far would keep the process alive.
  process.exit(1)
}
