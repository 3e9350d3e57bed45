import { statusWords } from '../report/story.ts'
import type { Result } from '../runner/types.ts'

/** Tells how far a run has come. */
export interface Progress {
  started(id: string, done: number, total: number): void
  ended(result: Result, done: number, total: number): void
  /** Passes on what the target prints. */
  output(text: string): void
  finished(): void
}

/** The part of a stream that is needed. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** One line that is rewritten on a terminal; elsewhere a line a case. */
export function progressOn(screen: Screen): Progress {
  return screen.isTTY ? statusLine(screen) : plainLines(screen)
}

function plainLines(screen: Screen): Progress {
  return {
    started: () => {},
    ended: ({ id, status, durationMs }) => {
      screen.write(`${statusWords[status].padEnd(14)}  ${id}  ${Math.round(durationMs)} ms\n`)
    },
    output: (text) => screen.write(text),
    finished: () => {},
  }
}

function statusLine(screen: Screen): Progress {
  const counts = new Map<string, number>()
  const clear = '\r\x1b[2K'
  let line = ''
  const draw = (text: string): void => {
    line = text.slice(0, (screen.columns ?? 80) - 1)
    screen.write(clear + line)
  }
  return {
    started: (id, done, total) => {
      const bad = [...counts].map(([word, count]) => `${count} ${word}`)
      draw([`${String(done).padStart(String(total).length)}/${total}`, ...bad, id].join('  '))
    },
    ended: ({ status }) => {
      if (status === 'passed' || status === 'notApplicable') return
      counts.set(statusWords[status], (counts.get(statusWords[status]) ?? 0) + 1)
    },
    output: (text) => {
      screen.write(`${clear}${text}${text.endsWith('\n') ? '' : '\n'}${line}`)
    },
    finished: () => screen.write(clear),
  }
}
