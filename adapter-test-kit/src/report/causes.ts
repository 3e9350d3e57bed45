import type { Outline } from '../runner/report.ts'
import type { Result, StoreKind } from '../runner/types.ts'

const kindWords: Readonly<Record<StoreKind, string>> = {
  sql: 'SQL',
  'sql-collation': 'SQL with collations',
  'sql-no-returning': 'SQL without RETURNING',
  document: 'Document store',
  'key-value': 'Key-value store',
}

const whenHanging = [
  'With a pool of one connection: the method waits for a second connection while it holds the first.',
  'A transaction is left open, or a connection is not given back after an error, so that the next call waits for it.',
]
const hangs = /did not answer within|blocked its thread/

/** What is often wrong when this case fails: for the target's kinds of store, or for all of them, told apart. */
export function causesOf(
  { rule, message }: Pick<Result, 'rule' | 'message'>,
  kinds: readonly StoreKind[],
  { causes = [] }: Pick<Outline, 'causes'>,
): string[] {
  const here = new Set<string>(kinds.flatMap((kind) => (kind.startsWith('sql-') ? ['sql', kind] : [kind])))
  const texts = causes
    .filter(({ rules }) => rules.includes(rule))
    .flatMap(({ likely }) => Object.entries(likely))
    .filter(([kind]) => kind === 'any' || here.size === 0 || here.has(kind))
    .map(([kind, text]) => (kind === 'any' || here.size > 0 ? text : `${kindWords[kind as StoreKind]}: ${text}`))
  return hangs.test(message) ? [...whenHanging, ...texts] : texts
}
