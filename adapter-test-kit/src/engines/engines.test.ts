import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { ownImage } from './build.ts'
import { type Engine, listEngines } from './catalogue.ts'
import { families } from './families.ts'
import { type ImageSource, overrideVariable, resolveImage } from './resolve.ts'
import { describeImage, startEngine } from './start.ts'

const docker = fileURLToPath(new URL('../../../docker/', import.meta.url))
const engine: Engine = { id: 'postgres-18', family: 'postgres', title: 'x', when: 'default', official: 'postgres:18' }

/** A machine on which nothing works but what is given, and what was asked of it. */
function machine(given: {
  env?: Record<string, string>
  present?: string[]
  pull?: true
  build?: true
  own?: { reason: string }
}) {
  const asked: string[] = []
  const source: ImageSource = {
    env: (name) => given.env?.[name],
    own: () => given.own ?? { name: 'own:1' },
    async present(image) {
      asked.push(`present ${image}`)
      return given.present?.includes(image) ?? false
    },
    async pull(image) {
      asked.push(`pull ${image}`)
      if (!given.pull) throw new Error('no such host')
    },
    async build(_engine, image) {
      asked.push(`build ${image}`)
      if (!given.build) throw new Error('no debootstrap')
    },
  }
  return { source, asked }
}

describe('resolveImage()', () => {
  const override = { STRONGROOM_IMAGE_POSTGRES_18: 'mine:2' }

  it('takes the image that the environment names, before any other', async () => {
    const { source } = machine({ env: override, present: ['mine:2', 'postgres:18', 'own:1'], pull: true, build: true })
    expect(await resolveImage(engine, source)).toEqual({ name: 'mine:2', origin: 'override', how: 'present' })
  })

  it('pulls the image that the environment names', async () => {
    const { source } = machine({ env: override, present: ['postgres:18'], pull: true })
    expect(await resolveImage(engine, source)).toEqual({ name: 'mine:2', origin: 'override', how: 'pulled' })
  })

  it('fails rather than replace the image that the environment names', async () => {
    const { source } = machine({ env: override, present: ['postgres:18', 'own:1'], build: true })
    await expect(resolveImage(engine, source)).rejects.toMatchObject({
      name: 'EngineUnavailable',
      code: 'image',
      message: expect.stringMatching(/STRONGROOM_IMAGE_POSTGRES_18 names mine:2.*no such host/) as string,
    })
  })

  it('takes a present official image before our own, and asks no registry', async () => {
    const { source, asked } = machine({ present: ['own:1', 'postgres:18'], pull: true, build: true })
    expect(await resolveImage(engine, source)).toEqual({ name: 'postgres:18', origin: 'official', how: 'present' })
    expect(asked).toEqual(['present postgres:18'])
  })

  it('takes our own present image, and asks no registry', async () => {
    const { source, asked } = machine({ present: ['own:1'], pull: true, build: true })
    expect(await resolveImage(engine, source)).toEqual({ name: 'own:1', origin: 'debian', how: 'present' })
    expect(asked).toEqual(['present postgres:18', 'present own:1'])
  })

  it('pulls the official image before it builds', async () => {
    const { source } = machine({ pull: true, build: true })
    expect(await resolveImage(engine, source)).toEqual({ name: 'postgres:18', origin: 'official', how: 'pulled' })
  })

  it('builds where no registry answers', async () => {
    const { source, asked } = machine({ build: true })
    expect(await resolveImage(engine, source)).toEqual({ name: 'own:1', origin: 'debian', how: 'built' })
    expect(asked.slice(2)).toEqual(['pull postgres:18', 'build own:1'])
  })

  it('tells the reason for every way that failed', async () => {
    await expect(resolveImage(engine, machine({}).source)).rejects.toMatchObject({
      engine: 'postgres-18',
      code: 'image',
      message: expect.stringMatching(/^postgres-18: .*postgres:18.*no such host.*no debootstrap/) as string,
    })
  })

  it('tells why there can be no image of our own', async () => {
    const { source } = machine({ own: { reason: 'in the repository only' } })
    await expect(resolveImage(engine, source)).rejects.toThrow('in the repository only')
  })

  it('pulls nothing for an engine without an official image', async () => {
    const { source, asked } = machine({ pull: true, build: true })
    const { official: _none, ...unofficial } = engine
    expect(await resolveImage(unofficial, source)).toMatchObject({ how: 'built' })
    expect(asked).toEqual(['present own:1', 'build own:1'])
  })
})

describe('the catalogue', () => {
  it.each(listEngines().filter(({ suite }) => suite))(
    '$id has a Dockerfile on its suite and port',
    ({ id, suite, family }) => {
      const dockerfile = readFileSync(`${docker}${id}/Dockerfile`, 'utf8')
      expect(dockerfile).toContain(`FROM strongroom/debian:${suite}\n`)
      expect(dockerfile).toContain(`\nEXPOSE ${families[family].port}\n`)
    },
  )

  it('has every folder of docker/', () => {
    const folders = readdirSync(docker, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const ids = folders.map(({ name }) => name).filter((name) => name !== 'shared')
    expect(ids.toSorted()).toEqual(
      listEngines()
        .flatMap(({ id, suite }) => (suite ? [id] : []))
        .toSorted(),
    )
  })

  it('demands only what can be built anywhere', () => {
    expect(listEngines().filter(({ suite, when }) => !suite && (when === 'default' || when === 'flag'))).toEqual([])
  })

  it('says why an engine runs nowhere', async () => {
    const never = listEngines().filter(({ when }) => when === 'never')
    expect(never.map(({ id }) => id)).toEqual(['amazon-documentdb'])
    for (const listed of never) {
      const source = { ...machine({ pull: true, build: true }).source, own: ownImage }
      expect(listed.reason).toMatch(/\w/)
      await expect(resolveImage(listed, source)).rejects.toThrow(listed.reason)
    }
  })
})

describe('names', () => {
  it('overrideVariable() has nothing that a shell refuses', () => {
    expect(
      listEngines()
        .map(({ id }) => overrideVariable(id))
        .filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name)),
    ).toEqual([])
    expect(overrideVariable('mariadb-10.11')).toBe('STRONGROOM_IMAGE_MARIADB_10_11')
  })

  it('ownImage() names the image after what it is built from', () => {
    const [a, b] = ['postgres-17', 'postgres-18'].map((id) =>
      ownImage({ ...engine, id: id as Engine['id'], suite: 'sid' }),
    )
    expect(a).toMatchObject({ name: expect.stringMatching(/^strongroom\/postgres-17:[0-9a-f]{12}$/) as string })
    expect(JSON.stringify(a).replace(/.*:/, '')).not.toBe(JSON.stringify(b).replace(/.*:/, ''))
  })

  it('ownImage() says why there is none', () => {
    expect(ownImage(engine)).toEqual({ reason: 'Debian has no packages of it' })
    expect(existsSync(`${docker}mysql-8.0`)).toBe(false)
    expect(ownImage({ ...engine, id: 'mysql-8.0', suite: 'sid' })).toMatchObject({
      reason: expect.stringContaining('not in the npm package') as string,
    })
  })

  it('describeImage() tells origin and way', () => {
    expect(describeImage({ name: 'x:1', origin: 'debian', how: 'built' })).toBe('x:1 (from packages, built)')
  })

  it('startEngine() refuses an unknown engine', async () => {
    await expect(startEngine('oracle-23' as 'postgres-18')).rejects.toThrow(/No engine 'oracle-23'; known: postgres-13/)
    await expect(startEngine('toString' as 'postgres-18')).rejects.toThrow(TypeError)
  })
})
