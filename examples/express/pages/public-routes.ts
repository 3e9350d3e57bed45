import type { Express } from 'express'
import type { Site } from '../app.ts'
import type { Core } from '../visitor.ts'
import { checkMailPage, errorPage, linkPage, mailboxPage } from './messages.ts'
import { signInPage } from './sign-in.ts'

/** Pages for people who are not signed in. They do not touch the database. */
export function publicRoutes(app: Express, core: Core, { store, providers, mails }: Site): void {
  const mailbox = mails !== undefined

  app.get('/sign-in', async (req, res) => {
    const error = text(req.query['error'])
    const csrfToken = await core.csrfToken(req, res)
    const page = signInPage({ csrfToken, providers: store && providers, error, mailbox })
    res.status(error === undefined ? 200 : 401).send(page.text)
  })

  app.get('/check-mail', (_, res) => {
    res.send(checkMailPage(mailbox).text)
  })

  // The core would sign in whoever asks for this address. Only the form on this page goes on to it.
  app.get('/auth/callback/nodemailer', async (req, res, next) => {
    const email = text(req.query['email'])
    if (email === undefined || text(req.query['token']) === undefined) return next('router')
    res.send(linkPage(email, await core.csrfToken(req, res)).text)
  })

  app.get('/error', (req, res) => {
    const [status, title, what] = explain(text(req.query['error']))
    res.status(status).send(errorPage(title, what, { href: '/sign-in', label: 'Back to sign-in' }).text)
  })

  if (mails !== undefined) {
    app.get('/mailbox', (_, res) => {
      res.send(mailboxPage(mails).text)
    })
  }
}

/** What the core's errors mean to a person. */
function explain(error: string | undefined): [status: number, title: string, text: string] {
  if (error === 'Verification') {
    return [400, 'This link is used up', 'It works once, and for a day. Ask for a new one.']
  }
  if (error === 'AccessDenied') return [403, 'You may not sign in', 'Access was refused.']
  return [500, 'That went wrong', 'We could not sign you in. If nothing else is the matter, try again in a moment.']
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
