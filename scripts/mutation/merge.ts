/** The part of Stryker's report that is looked at: the mutants by file. */
export type Files = Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>

interface Place {
  readonly line: number
  readonly column: number
}

interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  readonly location: { readonly start: Place; readonly end: Place }
}

/** How the mutants of a file fared. */
export interface Mutation {
  readonly file: string
  readonly mutants: number
  readonly byCases: number
  readonly byUnits: number
  /** No test reaches them on SQLite. */
  readonly unreached: number
  /** Reached, and noticed by nobody: `line:column mutator: source → replacement`. */
  readonly survived: readonly string[]
}

const found = new Set(['Killed', 'Timeout', 'RuntimeError'])

/** The places of the mutants that were not found, as Stryker takes them. */
export function undetected(files: Files): string[] {
  const places = Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants
      .filter(({ status }) => !found.has(status))
      .map(({ location: { start, end } }) => `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`),
  )
  return [...new Set(places)]
}

/** Both runs as one, by file. */
export function merge(byCases: Files, byUnits: Files): Mutation[] {
  return Object.entries(byCases).map(([file, { source, mutants }]) => {
    const again = new Map(byUnits[file]?.mutants.map((mutant) => [keyOf(mutant), mutant.status]))
    const ends = mutants.map((mutant) => {
      const later = again.get(keyOf(mutant)) ?? 'NoCoverage'
      const reached = mutant.status !== 'NoCoverage' || later !== 'NoCoverage'
      const end = found.has(mutant.status) ? 'cases' : found.has(later) ? 'units' : reached ? 'survived' : 'unreached'
      return { mutant, end }
    })
    const count = (which: string): number => ends.filter(({ end }) => end === which).length
    return {
      file,
      mutants: mutants.length,
      byCases: count('cases'),
      byUnits: count('units'),
      unreached: count('unreached'),
      survived: ends.filter(({ end }) => end === 'survived').map(({ mutant }) => told(mutant, source)),
    }
  })
}

function keyOf({ mutatorName, replacement, location }: Mutant): string {
  return JSON.stringify([mutatorName, replacement, location])
}

function told({ mutatorName, replacement = '', location: { start, end } }: Mutant, source: string): string {
  const line = source.split('\n')[start.line - 1] ?? ''
  const was = line.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined)
  const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 70)
  return `${start.line}:${start.column} ${mutatorName}: ${short(was)} → ${short(replacement)}`
}
