import { Auth } from '@auth/core'
import type { ExpressAuthConfig } from '@auth/express'
import type { Request as Asked, RequestHandler, Response as Answer } from 'express'

/** Who is signed in. */
export interface SignedIn {
  readonly user: {
    readonly id?: string
    readonly name?: string | null
    readonly email?: string | null
    readonly emailVerified?: string | null
  }
  readonly expires: string
  /** Stands for the session's token, which nothing but the cookie holds. Absent where sessions are not stored. */
  readonly handle?: string
}

/** What the core knows of a request. */
export interface Core {
  /**
   * Who is signed in, if anybody; the session lives on.
   * @throws what the database threw
   */
  session(req: Asked, res: Answer): Promise<SignedIn | null>
  /** Proves that a form is the site's own. */
  csrfToken(req: Asked, res: Answer): Promise<string>
}

/** Asks the core in this process, and hands the cookies that it sets on: `getSession` of @auth/express keeps them back. */
export function coreOf(config: ExpressAuthConfig, origin: string): Core {
  const ask = async (path: string, req: Asked, res: Answer): Promise<unknown> => {
    let failure: Error | undefined
    // A session that could not be read is answered as none, and only the log tells. But nobody has signed out.
    const error = (thrown: Error): void => {
      if (thrown.name === 'SessionTokenError') failure = (thrown.cause as { err?: Error } | undefined)?.err ?? thrown
      else config.logger?.error?.(thrown)
    }
    const { cookie = '' } = req.headers
    const request = new Request(new URL(path, origin), { headers: { cookie } })
    const response = await Auth(request, { ...config, logger: { ...config.logger, error } })
    if (failure !== undefined) throw failure
    if (!response.ok) throw new Error(`The core answered ${response.status} for ${path}.`)
    for (const line of response.headers.getSetCookie()) res.append('Set-Cookie', line)
    return response.json()
  }
  return {
    session: async (req, res) => (await ask('/auth/session', req, res)) as SignedIn | null,
    csrfToken: async (req, res) => ((await ask('/auth/csrf', req, res)) as { csrfToken: string }).csrfToken,
  }
}

/** Refuses whatever changes something and does not come from a form of this site. Needs the body to be parsed. */
export function ownFormsOnly(core: Core): RequestHandler {
  return async (req, res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next()
    const given: unknown = (req.body as { csrfToken?: unknown } | undefined)?.csrfToken
    // Without a valid cookie the core makes a new token, which the form cannot know.
    if (given === (await core.csrfToken(req, res))) return next()
    throw new ForeignForm('This form has expired.')
  }
}

/** A form that is not the site's, or too old. */
export class ForeignForm extends Error {}
