import type { Adapter } from '@strongroom/core-types'
import type { Finding, Migration, MigrationOptions, Schema, SchemaOptions } from '@strongroom/sql'
import { describe, expect, test } from 'vitest'
import { documented } from './documented.ts'

/** What tests of a package need of it and of its server. */
export interface Server<C> {
  /** An empty database; answers its URL. */
  readonly create: () => Promise<string>
  readonly run: (url: string, statements: readonly string[]) => Promise<unknown>
  /** A pool that is closed when the test ends. */
  readonly open: (url: string) => C
  readonly adapter: (client: C, options: SchemaOptions) => Adapter
  readonly check: (client: C, options: SchemaOptions) => Promise<Finding[]>
  readonly migrate: (client: C, options: SchemaOptions & MigrationOptions) => Promise<Migration>
}

/** What `check` says of a documented schema: findings that `migrate` mends, and those that stay. */
export interface Traps {
  readonly mended: readonly string[]
  readonly stays: readonly string[]
}

/** A database as a published adapter documents it; answers its URL. */
export async function documentedOn<C>({ create, run }: Server<C>, file: string): Promise<string> {
  const url = await create()
  await run(url, documented(file))
  return url
}

/** The findings in a database, a line each. */
export async function saidOf<C>({ check, open }: Server<C>, url: string, schema: Schema): Promise<string[]> {
  return (await check(open(url), { schema }))
    .map(({ severity, rule, table, column }) => `${severity} ${rule} ${[table, column].filter(Boolean).join('.')}`)
    .toSorted()
}

/** What `check` and `migrate` do with one documented schema. */
export function describeMigrate<C>(server: Server<C>, file: string, schema: Schema, { mended, stays }: Traps): void {
  const { create, run, open, adapter, migrate } = server
  const old = (): Promise<string> => documentedOn(server, file)
  const said = (url: string, layout: Schema = schema): Promise<string[]> => saidOf(server, url, layout)
  const migrated = schema.migrated ?? schema

  describe(`${file}: check and migrate`, () => {
    test('every trap is found; what stays after migrate is what the schema says', async () => {
      const url = await old()
      expect(await said(url)).toEqual([...mended, ...stays].toSorted())
      await migrate(open(url), { schema })
      expect(await said(url)).toEqual(stays.toSorted())
      expect(await said(url, migrated)).toEqual(stays.toSorted())
      expect(await migrate(open(url), { schema })).toEqual({ statements: [] })
    })

    test('made in an empty database it has no errors, and serves', async () => {
      const url = await create()
      await migrate(open(url), { schema })
      expect((await said(url)).filter((line) => line.startsWith('error'))).toEqual([])
      for (const layout of [schema, migrated]) {
        const { createUser, linkAccount, getUserByAccount } = adapter(open(url), { schema: layout })
        const user = await createUser({ id: crypto.randomUUID(), email: `${crypto.randomUUID()}@x.example` })
        const account = { userId: user.id, type: 'oidc', provider: 'p', providerAccountId: user.id } as const
        await linkAccount(account)
        expect(await getUserByAccount(account)).toEqual(user)
      }
    })

    test('a plan changes nothing and is what is done; progress tells each statement', async () => {
      const url = await old()
      const before = await said(url)
      const { statements: planned } = await migrate(open(url), { schema, plan: true })
      expect(await said(url)).toEqual(before)
      const told: unknown[] = []
      const onProgress = (...args: unknown[]): void => void told.push(args)
      const { statements } = await migrate(open(url), { schema, onProgress })
      expect(statements).toEqual(planned)
      expect(told).toEqual(planned.map((statement, index) => [statement, index + 1, planned.length]))
    })

    test('cut off after any statement, the next start ends right', async () => {
      const { statements } = await migrate(open(await old()), { schema, plan: true })
      expect(statements.length).toBeGreaterThan(1)
      for (let done = 1; done < statements.length; done++) {
        const url = await old()
        await run(url, statements.slice(0, done))
        await migrate(open(url), { schema })
        expect(await said(url)).toEqual(stays.toSorted())
      }
    })

    test('four at once: each ends right, and what was stored is as it was', async () => {
      const url = await old()
      const before = adapter(open(url), { schema })
      const user = await before.createUser({ id: crypto.randomUUID(), name: 'Zoë', email: 'zoë@x.example' })
      const account = { userId: user.id, type: 'oidc', provider: 'p', providerAccountId: '1', expires_at: 7 } as const
      await before.linkAccount({ ...account, access_token: 'token' })
      // To the second, and before 2038: what every one of the schemas holds.
      const session = { sessionToken: 's', userId: user.id, expires: new Date('2031-05-06T07:08:09.000Z') }
      await before.createSession(session)
      await Promise.all([1, 2, 3, 4].map(() => migrate(open(url), { schema })))
      expect(await said(url)).toEqual(stays.toSorted())
      for (const layout of [schema, migrated]) {
        const after = adapter(open(url), { schema: layout })
        expect(await after.getSessionAndUser('s')).toEqual({ session, user })
        expect(await after.getAccount('1', 'p')).toEqual({ ...account, access_token: 'token' })
        expect(await after.getSessionAndUser('S')).toBeNull()
      }
    })
  })
}
