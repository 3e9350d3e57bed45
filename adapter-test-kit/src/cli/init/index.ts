import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SetupError } from '../../runner/errors.ts'
import { writeFile } from '../files.ts'
import { adapterFile, type Language } from './adapter-file.ts'
import { targetFile } from './target-file.ts'

/**
 * Writes a target and a skeleton of an adapter into a folder; answers what to do next.
 * @throws SetupError one of the files is there already: then none is written
 */
export function init(folder: string, language: Language): string {
  // Modules whatever the package says of itself, and without Node's warning where it says nothing.
  const extension = isModule(resolve(folder)) ? language : `m${language}`
  const [target, adapter] = [join(folder, `target.${extension}`), join(folder, `adapter.${extension}`)]
  const there = [target, adapter].filter((file) => existsSync(file))
  if (there.length > 0)
    throw new SetupError(
      `${there.join(' and ')} ${there.length > 1 ? 'are' : 'is'} there already. Nothing was written.`,
    )
  writeFile(adapter, adapterFile(language), 'wx')
  writeFile(target, targetFile(language, `adapter.${extension}`), 'wx')
  return `Wrote ${target} and ${adapter}: no method is written yet, and each says what it must do.

  npx @strongroom/adapter-test-kit ${target}
  npx @strongroom/adapter-test-kit ${target} --only createUser

The way from here to green: ${guide()}
${notes(folder, language)}`
}

function notes(folder: string, language: Language): string {
  const notes = []
  if (language === 'ts' && !process.features.typescript)
    notes.push(`Node ${process.versions.node} does not run TypeScript: use Node 22.18 or later, or \`init --js\`.`)
  if (!isInstalled(folder))
    notes.push('For the types, and to pin the version: npm install --save-dev @strongroom/adapter-test-kit')
  return notes.map((note) => `${note}\n`).join('')
}

function isModule(folder: string): boolean {
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest)) {
    try {
      return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown }).type === 'module'
    } catch {
      return false
    }
  }
  const parent = dirname(folder)
  return parent !== folder && isModule(parent)
}

function isInstalled(folder: string): boolean {
  try {
    createRequire(join(resolve(folder), 'package.json')).resolve('@strongroom/adapter-test-kit')
    return true
  } catch {
    return false
  }
}

function guide(): string {
  const file = fileURLToPath(new URL('../../../GUIDE.md', import.meta.url))
  const near = relative('.', file)
  return near.startsWith('..') ? file : near
}
