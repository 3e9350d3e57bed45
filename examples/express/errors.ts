import { AdapterError } from '@strongroom/core-types'
import type { Response } from 'express'
import { errorPage } from './pages/messages.ts'
import { ForeignForm } from './visitor.ts'

const again = { href: '/', label: 'Try again' }

const told: Readonly<Record<number, readonly [title: string, text: string]>> = {
  403: ['This form has expired', 'Go back, load the page anew, and send the form once more.'],
  404: ['There is no such page', 'The address may be mistyped, or the page is gone.'],
  500: ['That went wrong', 'We could not finish that, and have written down why.'],
  503: ['We will be right back', 'Our database does not answer. You are not signed out; try again in a moment.'],
}

/** Answers with an error page: for a status, or for what was thrown. */
export function failed(res: Response, error: unknown, log: (line: string) => void = () => {}): void {
  const status = statusOf(error)
  if (error instanceof Error && status >= 500) log(`${error.name}: ${error.message}`)
  if (status === 503) res.set('Retry-After', '5')
  const [title, text] = told[status] ?? ['That did not work', 'The request could not be understood.']
  res.status(status).send(errorPage(title, text, again).text)
}

function statusOf(error: unknown): number {
  if (typeof error === 'number') return error
  if (error instanceof ForeignForm) return 403
  if (error instanceof AdapterError && error.code === 'unavailable') return 503
  // What Express and its parsers throw.
  const { status } = error as { readonly status?: unknown }
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
