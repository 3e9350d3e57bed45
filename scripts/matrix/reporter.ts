import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Reporter, Vitest } from 'vitest/node'
import { readPlan } from '../engines/plan.ts'
import { isPartial } from '../partial.ts'
import { recordsFolder } from './record.ts'
import { markdown, matrix, type Row } from './table.ts'

const root = join(import.meta.dirname, '../..')

const page = (table: string): string => `# What runs on what

Every case of the conformance kit, by adapter and engine. Kept: every case of the profile passed or does not
apply (n/a), the reason being in the run's report. Made by \`npm run matrix\`.

${table}
`

/**
 * Prints the matrix and leaves it in `.work/matrix.json`; with `STRONGROOM_MATRIX` also as that page.
 */
export default class MatrixReporter implements Reporter {
  private vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.vitest = vitest
    mkdirSync(join(root, '.work'), { recursive: true })
    // Test processes inherit it.
    process.env['STRONGROOM_RECORDS'] = mkdtempSync(join(root, '.work/records-'))
  }

  onTestRunEnd(): void {
    const absent = 'it was to run, and left no result'
    const path = process.env['STRONGROOM_MATRIX']
    const partial = path === undefined && this.vitest !== undefined && isPartial(this.vitest)
    const rows = matrix(readPlan(), absent).filter(({ verdicts }) => verdicts || !partial)
    rmSync(recordsFolder(), { recursive: true, force: true })
    if (!rows.some(({ verdicts }) => verdicts)) return
    write('.work/matrix.json', `${JSON.stringify(rows, undefined, 2)}\n`)
    if (path !== undefined && rows.some(({ notRun }) => notRun === absent)) {
      process.exitCode = 1
      console.error(`${path} is left as it was: not everything ran that was to run.`)
    } else if (path !== undefined) write(path, page(markdown(rows.map(withoutMachine))))
    console.log(`\n${markdown(rows)}\n`)
  }
}

/** A row without what is of this machine alone: the image's tag, and how it came here. */
function withoutMachine({ image, ...row }: Row): Row {
  if (image === undefined) return row
  return { ...row, image: image.replace(/:[0-9a-f]{12} /, ' ').replace(/, (present|pulled|built)\)/, ')') }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
