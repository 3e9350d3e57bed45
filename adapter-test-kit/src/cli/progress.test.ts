import { expect, test } from 'vitest'
import type { Result, Status } from '../runner/types.ts'
import { progressOn } from './progress.ts'

function ended(status: Status, id = 'a'): Result {
  return { id, rule: 'r', profile: 'p', method: 'm', title: 't', status, message: '', calls: [], durationMs: 12.4 }
}

function written(isTTY: boolean, columns = 80): string {
  let text = ''
  const progress = progressOn({ isTTY, columns, write: (more) => (text += more) })
  progress.started('a', 0, 12)
  progress.ended(ended('failed'), 1, 12)
  progress.output('from the target\n')
  progress.started('b', 1, 12)
  progress.ended(ended('notApplicable', 'b'), 2, 12)
  progress.finished()
  return text
}

test('elsewhere than on a terminal: a line a case, no control characters', () => {
  expect(written(false)).toBe('failed          a  12 ms\nfrom the target\nnot applicable  b  12 ms\n')
})

test('on a terminal: one line rewritten, gone at the end, never wrapped', () => {
  const clear = '\r\x1b[2K'
  expect(written(true)).toBe(
    [`${clear} 0/12  a`, `${clear}from the target\n`, ` 0/12  a`, `${clear} 1/12  1 failed  b`, clear].join(''),
  )
  expect(written(true, 10).split(clear)).toContain(' 1/12  1 ')
})
