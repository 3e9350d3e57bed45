import { randomBytes } from 'node:crypto'
import { openDatabase } from './databases/index.ts'
import { startSite, startStateless } from './start.ts'

const {
  AUTH_SECRET: secret,
  DATABASE_URL = 'example.db',
  EXAMPLE_PASSWORD,
  PORT,
  SESSION,
  SMTP_URL: smtp,
} = process.env
const log = (line: string): void => console.error(line)
const start = { port: Number(PORT ?? 3000), secret, log }

if (SESSION === 'jwt') {
  const password = EXAMPLE_PASSWORD ?? randomBytes(9).toString('base64url')
  const { origin } = await startStateless(start, { name: 'ada', password })
  console.log(`Without a database: ${origin}`)
  console.log(`Sign in as ada${EXAMPLE_PASSWORD ? '' : `, with the password ${password}`}`)
} else {
  const store = await openDatabase(DATABASE_URL)
  const sweep = (): unknown => store.adapter.deleteExpired().catch((error: unknown) => log(String(error)))
  setInterval(sweep, 3_600_000).unref()
  const { origin } = await startSite(start, { store, smtp })
  console.log(`On ${store.name}: ${origin}`)
}
