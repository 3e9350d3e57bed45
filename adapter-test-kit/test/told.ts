import { coreMethods, extraMethods } from '@strongroom/core-types'
import { authjs } from '../src/contracts/authjs/index.ts'
import { explain } from '../src/report/explain.ts'
import { storyOf } from '../src/report/story.ts'
import type { Result } from '../src/runner/types.ts'

const methods: readonly string[] = [...coreMethods, ...extraMethods]

/** What the report of a failure leaves open: its rule, or the method that broke it. Empty when it tells both. */
export function untoldOf(result: Result): string[] {
  const story = storyOf(result, { contract: authjs, replay: (id) => `--only ${id}` })
  const text = explain(story)
  const { id, method, sentence } = story.rule
  const happened = [story.result.message, ...story.calls.map(({ made }) => made)].join('\n')
  // What a case needs first may be what fails: then the method that threw is the one to look at.
  const thrower = /^(\w+) threw /.exec(story.result.message)?.[1] ?? method
  const named = (method === 'any' ? methods : [method, thrower]).some((name) =>
    new RegExp(`\\b${name}\\b`).test(happened),
  )
  return [
    ...(text.includes(`Rule ${id}: ${sentence}`) ? [] : [`${result.id} does not quote its rule`]),
    ...(named && text.includes(story.result.message.split('\n')[0] ?? '')
      ? []
      : [`${result.id} names no method: ${happened}`]),
  ]
}
