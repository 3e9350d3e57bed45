import { inspect } from 'node:util'

import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { listEngines, type RunningEngine, startEngine } from '../adapter-test-kit/src/engines/index.ts'

const all = process.env['STRONGROOM_ALL_ENGINES'] === '1'
const engines = listEngines().filter(
  ({ family, when }) =>
    ['postgres', 'pgbouncer', 'mysql', 'mariadb'].includes(family) && (when === 'default' || (all && when === 'flag')),
)

interface Connection {
  /** The values of the first row. */
  query(sql: string): Promise<unknown[] | undefined>
  end(): Promise<void>
}

async function connect(url: string): Promise<Connection> {
  if (url.startsWith('mysql:')) {
    const connection = await createConnection({ uri: url, rowsAsArray: true })
    connection.on('error', () => {})
    return {
      query: async (sql) => ((await connection.query(sql))[0] as unknown[][])[0],
      end: () => connection.end(),
    }
  }
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return {
    query: async (sql) => (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows[0],
    end: () => client.end(),
  }
}

async function ask(url: string, sql: string): Promise<unknown[] | undefined> {
  const connection = await connect(url)
  try {
    return await connection.query(sql)
  } finally {
    await connection.end()
  }
}

const passwordOf = (engine: RunningEngine): string => new URL(engine.url).password

/** The containers and volumes that belong to the server behind a port. */
async function belongings(engine: RunningEngine) {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const port = Number(new URL(engine.url).port)
  const containers = await dockerode.listContainers({ all: true, filters: { label: ['strongroom=1'] } })
  const mine = containers.filter(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port))
  const volumes = mine.flatMap(({ Mounts }) => Mounts.flatMap(({ Name }) => (Name ? [Name] : [])))
  return { containers: mine.map(({ Id }) => Id), volumes }
}

async function left({ containers, volumes }: Awaited<ReturnType<typeof belongings>>): Promise<string[]> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const present = [
    ...(await dockerode.listContainers({ all: true })).map(({ Id }) => Id),
    ...(await dockerode.listVolumes()).Volumes.map(({ Name }) => Name),
  ]
  return [...containers, ...volumes].filter((name) => present.includes(name))
}

const dialects = {
  postgres: {
    flushes: "select case current_setting('fsync') when 'on' then 1 else 0 end",
    counting: {
      statement: 'select 4 + 7 + 11',
      query: "select calls from pg_stat_statements where query = 'select $1 + $2 + $3'",
    },
  },
  mysql: {
    flushes: 'select @@innodb_flush_log_at_trx_commit',
    counting: { statement: 'do 1', query: "show global status like 'Com_do'" },
  },
}

describe.each(engines)('$id', { timeout: 120_000 }, ({ id, family, title }) => {
  const lines: string[] = []
  const log = (line: string): void => void lines.push(line)
  const { flushes, counting } = dialects[family.startsWith('m') ? 'mysql' : 'postgres']
  const asked = /\d[\d.]*/.exec(title)?.[0] ?? '?'
  let durable: RunningEngine
  let volatile: RunningEngine

  beforeAll(async () => {
    durable = await startEngine(id, { durable: true, log })
    volatile = await startEngine(id, { log })
  }, 600_000)

  afterAll(() => Promise.all([durable, volatile].map((engine) => engine?.stop())))

  it('runs the version that the catalogue names', () => {
    expect(durable.version.slice(0, asked.length + 1)).toBe(`${asked}.`)
    expect(volatile.version).toBe(durable.version)
  })

  it('tells image, origin and version, and no password', () => {
    expect(lines).toContainEqual(expect.stringMatching(`${id}: image ${durable.image.name} \\(.+, .+\\)`))
    expect(lines).toContainEqual(expect.stringContaining(`server version ${durable.version}`))
    const shown = [...lines, JSON.stringify(durable), inspect(durable, { depth: 9, showHidden: true })].join('\n')
    expect(shown).toContain(id)
    expect(shown).not.toContain(passwordOf(durable))
    expect(shown).not.toContain(passwordOf(volatile))
  })

  it('has a password of its own at every start, and asks for it', async () => {
    expect(passwordOf(durable)).not.toBe(passwordOf(volatile))
    const wrong = durable.url.replace(passwordOf(durable), passwordOf(volatile))
    await expect(ask(wrong, 'select 1')).rejects.toThrow(/authentication failed|access denied/i)
  })

  it('lets the user make a database for each project', async () => {
    await ask(volatile.url, 'create database a_project')
    expect(await ask(volatile.url.replace(/[^/]+$/, 'a_project'), 'select 1 + 1')).toEqual([2])
  })

  it('flushes where data must survive, and only there', async () => {
    expect(await ask(durable.url, flushes)).toEqual([1])
    expect(await ask(volatile.url, flushes)).toEqual([0])
  })

  it('counts statements', async () => {
    const counted = async () => Number((await ask(volatile.url, counting.query))?.at(-1) ?? 0)
    const before = await counted()
    for (let i = 0; i < 3; i++) await ask(volatile.url, counting.statement)
    expect(await counted()).toBe(before + 3)
  })

  it('pause() leaves a query waiting, and unpause() lets it answer', async () => {
    const connection = await connect(durable.url)
    await connection.query('select 1')
    await durable.pause()
    let answered = false
    const answer = connection.query('select 2').finally(() => (answered = true))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(answered).toBe(false)
    await durable.unpause()
    expect(await answer).toEqual([2])
    await connection.end()
  })

  it('kill() ends connections, and restart() brings back the data on the same port', async () => {
    const { url, version } = durable
    // Above, a client that tries again and again can take the port itself while the server is dead.
    expect(Number(new URL(url).port)).toBeLessThan(32_768)
    const connection = await connect(url)
    await connection.query('create table kept (id integer)')
    await connection.query('insert into kept values (7)')
    await durable.kill()
    await expect(connection.query('select 1')).rejects.toThrow(/closed|connection error|terminated/i)
    await expect(connect(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await durable.restart()
    expect(durable.url).toBe(url)
    expect(durable.version).toBe(version)
    expect(await ask(url, 'select id from kept')).toEqual([7])
    await durable.restart()
    expect(await ask(url, 'select id from kept')).toEqual([7])
  })

  it('restart() of a paused server on tmpfs begins anew', async () => {
    const query = "select count(*) from information_schema.tables where table_name = 'forgotten'"
    await ask(volatile.url, 'create table forgotten (id integer)')
    expect(String(await ask(volatile.url, query))).toBe('1')
    await volatile.pause()
    await volatile.restart()
    expect(String(await ask(volatile.url, query))).toBe('0')
  })

  it('stop() leaves nothing behind, in whatever state the server is', async () => {
    const [kept, lost] = await Promise.all([belongings(durable), belongings(volatile)])
    expect(kept).toMatchObject({ containers: [expect.any(String)], volumes: [expect.any(String)] })
    expect(lost).toMatchObject({ containers: [expect.any(String)], volumes: [] })
    await volatile.pause()
    await durable.kill()
    await Promise.all([durable.stop(), volatile.stop()])
    await durable.stop()
    expect(await left(kept)).toEqual([])
    expect(await left(lost)).toEqual([])
    expect(() => durable.url).toThrow(/has been stopped/)
  })
})
