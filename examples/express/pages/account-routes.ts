import { type Adapter, AdapterError } from '@strongroom/core-types'
import type { Express, Request, Response } from 'express'
import type { Site } from '../app.ts'
import type { Core } from '../visitor.ts'
import { accountsPage, sessionsPage, youPage } from './account.ts'
import type { Frame } from './layout.ts'

/** Where people and sessions are stored. */
export interface Store {
  /** As people call the database. */
  readonly name: string
  readonly adapter: Adapter
}

const notices: Readonly<Record<string, Frame['notice']>> = {
  ended: { text: 'The session has ended.' },
  gone: { text: 'That session had ended already.' },
  others: { text: 'You are signed out everywhere else.' },
  unlinked: { text: 'Unlinked.' },
  last: { text: 'That is the last way in. Add another one before you unlink it.', bad: true },
}

/** Pages for people who are signed in. */
export function accountRoutes(app: Express, core: Core, { store, providers }: Site): void {
  /** What the page of a signed-in person needs; others are sent to sign in. */
  const enter = async (req: Request, res: Response): Promise<Frame | undefined> => {
    const visitor = await core.session(req, res)
    if (visitor === null) {
      res.redirect('/sign-in')
      return undefined
    }
    const { done } = req.query
    const notice = typeof done === 'string' ? notices[done] : undefined
    return { visitor, csrfToken: await core.csrfToken(req, res), notice }
  }

  app.get('/', async (req, res) => {
    const frame = await enter(req, res)
    if (frame) res.send(youPage(frame, store?.name).text)
  })
  if (store === undefined) return
  const { adapter } = store

  /** The same with the ids that the adapter takes. */
  const enterStored = async (req: Request, res: Response) => {
    const frame = await enter(req, res)
    if (frame === undefined) return undefined
    const { handle = '', user } = frame.visitor
    const { id = '' } = user
    return { frame, handle, userId: id, field: (name: string) => String((req.body as Record<string, unknown>)[name]) }
  }

  app.get('/sessions', async (req, res) => {
    const on = await enterStored(req, res)
    if (on) res.send(sessionsPage(on.frame, await adapter.listSessions(on.userId)).text)
  })

  app.post('/sessions/end', async (req, res) => {
    const on = await enterStored(req, res)
    if (!on) return
    const ended = await adapter.revokeSession(on.userId, on.field('handle'))
    res.redirect(303, `/sessions?done=${ended ? 'ended' : 'gone'}`)
  })

  app.post('/sessions/end-others', async (req, res) => {
    const on = await enterStored(req, res)
    if (!on) return
    await adapter.revokeSessions(on.userId, { except: on.handle })
    res.redirect(303, '/sessions?done=others')
  })

  app.get('/accounts', async (req, res) => {
    const on = await enterStored(req, res)
    if (on) res.send(accountsPage(on.frame, await adapter.listAccounts(on.userId), providers).text)
  })

  app.post('/accounts/unlink', async (req, res) => {
    const on = await enterStored(req, res)
    if (!on) return
    const account = { provider: on.field('provider'), providerAccountId: on.field('providerAccountId') }
    try {
      // This site sends links to proven addresses, so such an address is a way in.
      await adapter.unlinkAccount(account, { userId: on.userId, keepLast: true, countEmail: true })
      res.redirect(303, '/accounts?done=unlinked')
    } catch (error) {
      if (!(error instanceof AdapterError) || error.code !== 'conflict') throw error
      res.redirect(303, '/accounts?done=last')
    }
  })
}
