// npm run seeds -- [how many]: the reference adapter and the SQLite adapter, by every case, in the order of each seed and
// in that order reversed. 50 seeds when not said.
import { runConformance } from '../adapter-test-kit/src/index.ts'
import { targetOf } from '../adapter-test-kit/known-bad/targets.ts'
import { sqliteTarget } from '../adapters/better-sqlite3/test/target.ts'

const seeds = Number(process.argv[2] ?? 50)
let failures = 0
for (const target of [() => targetOf('reference'), () => sqliteTarget('better-sqlite3')]) {
  let slowest = 0
  for (let seed = 1; seed <= seeds; seed++) {
    for (const order of ['shuffled', 'reversed'] as const) {
      const start = performance.now()
      const { results } = await runConformance(target(), { seed, order })
      slowest = Math.max(slowest, performance.now() - start)
      for (const { id, status, message } of results) {
        if (status === 'passed' || status === 'notApplicable') continue
        failures++
        console.log(`${target().name}, seed ${seed} ${order}: ${id} ${status}: ${message}`)
      }
    }
  }
  console.log(`${target().name}: ${seeds} seeds in both orders, the slowest run ${Math.round(slowest)} ms`)
}
process.exitCode = failures > 0 ? 1 : 0
