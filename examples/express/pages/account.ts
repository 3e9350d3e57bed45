import type { CoreAccount, SessionInfo } from '@strongroom/core-types'
import { type Html, html } from '../html.ts'
import { type Frame, framed, proof } from './layout.ts'
import { passkeyForm } from './sign-in.ts'

/** Who is signed in. */
export function youPage(frame: Frame, database: string | undefined): Html {
  const { user, expires } = frame.visitor
  const rows: [string, Html | string | undefined | null][] = [
    ['Name', user.name],
    ['E-mail', user.email],
    ['Address proven', user.email && (user.emailVerified ? date(user.emailVerified) : 'not yet')],
    ['Signed in until', date(expires)],
    ['Kept in', database ?? 'the cookie, and nowhere else'],
  ]
  return framed(
    {
      title: 'You',
      path: '/',
      main: html`
        <h1>Hello${user.name && `, ${user.name}`}</h1>
        <dl>
          ${rows.flatMap(([term, value]) =>
            value
              ? [
                  html`<div>
                    <dt>${term}</dt>
                    <dd>${value}</dd>
                  </div>`,
                ]
              : [],
          )}
        </dl>
      `,
    },
    frame,
  )
}

/** Where somebody is signed in. */
export function sessionsPage(frame: Frame, sessions: readonly SessionInfo[]): Html {
  const isHere = ({ handle }: SessionInfo): boolean => handle === frame.visitor.handle
  const ordered = [...sessions.filter(isHere), ...sessions.filter((session) => !isHere(session))]
  const items = ordered.map((session) => {
    const { handle, expires } = session
    const here = isHere(session)
    return html`
      <li>
        <div>
          <strong>${here ? 'This browser' : 'Another browser'}</strong> <code>${handle.slice(0, 8)}</code>
          <p class="hint">Until ${date(expires)}</p>
        </div>
        ${
          !here &&
          html`<form method="post" action="/sessions/end">
            ${proof(frame.csrfToken)}
            <input type="hidden" name="handle" value="${handle}" />
            <button aria-label="End session ${handle.slice(0, 8)}">End</button>
          </form>`
        }
      </li>
    `
  })
  return framed(
    {
      title: 'Sessions',
      path: '/sessions',
      main: html`
        <h1>Sessions</h1>
        <p>Where you are signed in. A session is named by a handle; its token never leaves the cookie.</p>
        <ul class="list">
          ${items}
        </ul>
        ${
          sessions.length > 1 &&
          html`<form method="post" action="/sessions/end-others">
            ${proof(frame.csrfToken)}
            <button class="danger">Sign out everywhere else</button>
          </form>`
        }
      `,
    },
    frame,
  )
}

/** How somebody can sign in. */
export function accountsPage(
  frame: Frame,
  accounts: readonly CoreAccount[],
  providers: readonly { readonly id: string; readonly name: string }[],
): Html {
  const { user } = frame.visitor
  const names = new Map([...providers, { id: 'passkey', name: 'Passkey' }].map(({ id, name }) => [id, name]))
  const items = accounts.map(({ provider, providerAccountId }) => {
    const name = names.get(provider) ?? provider
    return html`
      <li>
        <div>
          <strong>${name}</strong>
          <p class="hint"><code>${shorten(providerAccountId)}</code></p>
        </div>
        <form method="post" action="/accounts/unlink">
          ${proof(frame.csrfToken)}
          <input type="hidden" name="provider" value="${provider}" />
          <input type="hidden" name="providerAccountId" value="${providerAccountId}" />
          <button aria-label="Unlink ${name} ${shorten(providerAccountId)}">Unlink</button>
        </form>
      </li>
    `
  })
  const mail = html`<li>
    <div>
      <strong>A link by mail</strong>
      <p class="hint">To ${user.email}</p>
    </div>
  </li>`
  const linked = new Set(accounts.map(({ provider }) => provider))
  return framed(
    {
      title: 'Ways in',
      path: '/accounts',
      script: '/static/passkey.js',
      main: html`
        <h1>Ways in</h1>
        <p>Any of these signs you in. The last one stays.</p>
        <ul class="list">
          ${user.email && user.emailVerified && mail}${items}
        </ul>
        <h2>Add another</h2>
        <div class="row">
          ${providers
            .filter(({ id }) => !linked.has(id))
            .map(
              ({ id, name }) =>
                html`<form method="post" action="/auth/signin/${id}">
                  ${proof(frame.csrfToken, '/accounts')}
                  <button>Link ${name}</button>
                </form>`,
            )}
          ${passkeyForm(frame.csrfToken, { action: 'register', label: 'Add a passkey', to: '/accounts' })}
        </div>
        <noscript><p class="hint">A passkey needs JavaScript; everything else works without.</p></noscript>
      `,
    },
    frame,
  )
}

function date(value: Date | string): Html {
  const iso = new Date(value).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)}, ${iso.slice(11, 16)} UTC</time>`
}

function shorten(id: string): string {
  return id.length > 18 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id
}
