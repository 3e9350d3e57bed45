import { search } from '../../../model/run.ts'
import { stageOf } from '../../../model/stage.ts'
import { fail } from '../assert.ts'
import { type Ctx, defineCase } from '../case.ts'

// Enough to meet what two or three calls do to each other, and few enough for a server far away.
const length = 15
// Of the case's time; shrinking what fails takes some of the rest.
const share = 0.6

async function compare(context: Ctx<'createUser' | 'getUser'>, exact: boolean): Promise<void> {
  const { adapter, peer, unique, capabilities, notApplicable, effort, signal } = context
  const stage = stageOf(adapter, await peer(), unique, capabilities, exact)
  if (typeof stage === 'string') return notApplicable(stage)
  const { failure } = await search(stage, {
    seed: unique.int(2 ** 31),
    runs: effort.runs,
    length,
    signal,
    limit: effort.limit * share,
  })
  if (failure === undefined) return
  const { wrong, calls, seed, path } = failure
  const replay = `runModel(target, { seed: ${seed}, path: '${path}', length: ${length}${exact ? ', exact: true' : ''} })`
  fail(
    `after ${calls.length - 1} calls ${wrong}. All of them:\n${calls.join('\n')}\nReplay: ${replay}; the last`,
    'the answer of the reference',
    undefined,
  )
}

export const sequenceCases = [
  defineCase({
    id: 'any/sequences',
    rule: 'any.sequences',
    title: 'random calls in any order answer as the reference does',
    needs: ['createUser', 'getUser'],
    run: async (context) => compare(context, false),
  }),
  defineCase({
    id: 'any/sequences-exact',
    rule: 'any.sequences-exact',
    title: 'random calls of every method answer exactly as the reference does',
    // Adapters that have no extras need not be like the reference in all.
    needs: ['createUser', 'getUser', 'listSessions', 'updateAccount'],
    run: async (context) => compare(context, true),
  }),
]
