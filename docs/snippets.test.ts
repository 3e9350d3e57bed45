import { execFile } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

// Compiles every ts and js block of our Markdown against the built packages, and parses every json block. A block
// whose first line is `// name.ts` is that file, for other blocks of its page to import. What a reader can guess
// stands before a block as `<!-- before … -->`.
const root = join(import.meta.dirname, '..')
const out = join(root, '.work', 'snippets')
const flags =
  '--ignoreConfig --noEmit --strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --skipLibCheck ' +
  '--allowImportingTsExtensions --allowJs --checkJs --moduleDetection force --verbatimModuleSyntax ' +
  '--module nodenext --target es2023 --types node'
const block = /^(?:<!-- before\n(?<before>[^]*?)-->\s*)?^ *```(?<language>ts|js|json)\b[^\n]*\n(?<code>[^]*?)^ *```$/gm

interface Snippet {
  title: string
  language: string
  /** The code on the lines where the page has it, so that errors name the page's lines. */
  code: string
  file: string
}

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(block)].map((match) => {
    const { before = '', language = '', code = '' } = match.groups ?? {}
    const linesTo = (at: number): string => '\n'.repeat(text.slice(0, at).split('\n').length - 1)
    const codeAt = match.index + match[0].lastIndexOf(code)
    const hidden = before && linesTo(text.indexOf(before, match.index)) + before
    const line = linesTo(codeAt).length + 1
    const name = /^\/\/ ([\w.-]+\.m?[jt]s)$/m.exec(code.split('\n')[0] ?? '')?.[1] ?? `line-${line}.${language}`
    const folder = join(out, page.replace(/\W+/g, '-'))
    return {
      title: `${page}:${line}`,
      language,
      code: hidden + linesTo(codeAt).slice(hidden.split('\n').length - 1) + code,
      file: join(folder, name),
    }
  })
}

const pages = globSync('**/*.md', { cwd: root, exclude: ['**/node_modules/**', '.work/**', '**/dist/**'] })
const snippets = pages.flatMap(snippetsOf)
rmSync(out, { recursive: true, force: true })
for (const { code, file } of snippets) {
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, code, { flag: 'wx' })
}

function compile(file: string): Promise<string> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [tsc, ...flags.split(' '), basename(file)],
      { cwd: join(file, '..') },
      (error, stdout) => {
        resolve(error === null ? '' : stdout || error.message)
      },
    )
  })
}

test.concurrent.for(snippets.filter(({ language }) => language !== 'json'))(
  '$title compiles',
  { timeout: 60_000 },
  async ({ file }, { expect }) => {
    expect(await compile(file)).toBe('')
  },
)

test.for(snippets.filter(({ language }) => language === 'json'))('$title parses', ({ code }) => {
  expect(() => JSON.parse(code) as unknown).not.toThrow()
})
