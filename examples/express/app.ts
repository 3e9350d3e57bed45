import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ExpressAuth, type ExpressAuthConfig } from '@auth/express'
import express, { type Express } from 'express'
import type { Mail } from './dev/mailbox.ts'
import { failed } from './errors.ts'
import { secured } from './headers.ts'
import { type Store, accountRoutes } from './pages/account-routes.ts'
import { publicRoutes } from './pages/public-routes.ts'
import { coreOf, ownFormsOnly } from './visitor.ts'

/** What a site is made of. */
export interface Site {
  readonly origin: string
  readonly auth: ExpressAuthConfig
  /** Absent where nothing is stored. */
  readonly store?: Store
  /** The OpenID Connect providers to choose from. */
  readonly providers: readonly { readonly id: string; readonly name: string; readonly issuer: string }[]
  /** Everybody's mail, to be shown in development. */
  readonly mails?: readonly Mail[] | undefined
  readonly log: (line: string) => void
}

/** The site's answer to every request. */
export function siteOf(site: Site): Express {
  const { origin, auth, providers } = site
  const core = coreOf(auth, origin)
  const app = express()
  app.disable('x-powered-by')
  // For the protocol, where a proxy on the same machine speaks TLS.
  app.set('trust proxy', 'loopback')
  app.use(secured(providers.map(({ issuer }) => new URL(issuer).origin)))
  app.use('/static', express.static(join(import.meta.dirname, 'public')))
  app.get('/static/simplewebauthn.js', (_, res) => {
    res.type('text/javascript').sendFile(fileURLToPath(import.meta.resolve('@simplewebauthn/browser')))
  })
  app.use((req, res, next) => {
    res.set('Cache-Control', 'no-store')
    // The core builds its links from this header, which whoever asks can choose.
    if (req.get('host') === new URL(origin).host) return next()
    if (req.method === 'GET') return res.redirect(new URL(req.originalUrl.replace(/^\/+/, '/'), origin).href)
    return res.sendStatus(421)
  })
  app.use(express.urlencoded({ extended: false }), ownFormsOnly(core))
  publicRoutes(app, core, site)
  app.use('/auth', ExpressAuth(auth))
  accountRoutes(app, core, site)
  app.use((_, res) => failed(res, 404))
  app.use(((error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error)
    return failed(res, error, site.log)
  }) satisfies express.ErrorRequestHandler)
  return app
}
