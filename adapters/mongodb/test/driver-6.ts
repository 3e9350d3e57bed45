import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as driver from 'mongodb'
import type * as adapter from '../src/index.ts'

/** The driver and the adapter that goes with it. */
export interface Installed {
  readonly MongoClient: typeof driver.MongoClient
  readonly adapter: typeof adapter
  readonly remove: () => void
}

/**
 * The built package in an application that has driver 6. A package takes its peer from where it is installed, so this
 * one, whose driver is 7 in this repository, is copied to where `mongodb` is 6.
 */
export async function installWithDriver6(): Promise<Installed> {
  const root = join(import.meta.dirname, '../../..')
  const application = mkdtempSync(join(tmpdir(), 'strongroom-driver-6-'))
  const packageOf = (name: string): string => join(application, 'node_modules', name)
  const scope = packageOf('@strongroom')
  mkdirSync(scope, { recursive: true })
  symlinkSync(join(root, 'node_modules/mongodb-6'), packageOf('mongodb'))
  symlinkSync(join(root, 'core-types'), join(scope, 'core-types'))
  const own = dirname(import.meta.dirname)
  cpSync(join(own, 'package.json'), join(scope, 'mongodb/package.json'))
  cpSync(join(own, 'dist'), join(scope, 'mongodb/dist'), { recursive: true })

  const load = (path: string): Promise<unknown> => import(/* @vite-ignore */ pathToFileURL(path).href)
  const { default: module } = (await load(join(root, 'node_modules/mongodb-6/lib/index.js'))) as {
    default: typeof driver
  }
  return {
    MongoClient: module.MongoClient,
    adapter: (await load(join(scope, 'mongodb/dist/index.js'))) as typeof adapter,
    remove: () => rmSync(application, { recursive: true, force: true }),
  }
}
