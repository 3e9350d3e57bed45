import { type Html, html } from '../html.ts'
import type { SignedIn } from '../visitor.ts'

/** What every page of a signed-in person needs. */
export interface Frame {
  readonly visitor: SignedIn
  readonly csrfToken: string
  /** What was just done, or could not be. */
  readonly notice?: { readonly text: string; readonly bad?: boolean } | undefined
}

interface Bare {
  readonly title: string
  /** Whose page it is, if not the site's. */
  readonly owner?: string
  readonly main: Html
  /** A module of ours to load. */
  readonly script?: string
}

/** A page that says nothing of who is signed in. */
export function bare({ title, owner, main, script }: Bare): Html {
  return shell({
    title,
    header: html`<span class="brand">${owner ?? house}</span>`,
    main: html`<main class="narrow">${main}</main>`,
    script,
    ...(owner !== undefined && { owner }),
  })
}

const tabs = [
  ['/', 'You'],
  ['/sessions', 'Sessions'],
  ['/accounts', 'Ways in'],
] as const

/** A page for somebody who is signed in. */
export function framed(
  { title, path, main, script }: { title: string; path: string; main: Html; script?: string },
  { visitor, csrfToken, notice }: Frame,
): Html {
  const nav = tabs.map(
    ([href, text]) => html`<a href="${href}" ${href === path && html`aria-current="page"`}>${text}</a>`,
  )
  const header = html`
    <a class="brand" href="/">${house}</a>
    ${visitor.handle !== undefined && html`<nav aria-label="Account">${nav}</nav>`}
    <form method="post" action="/auth/signout">
      <input type="hidden" name="csrfToken" value="${csrfToken}" />
      <button class="quiet">Sign out</button>
    </form>
  `
  const told = notice && html`<p class="notice ${notice.bad && 'bad'}" role="status">${notice.text}</p>`
  return shell({ title, header, main: html`<main>${told}${main}</main>`, script })
}

/** The hidden field that proves a form to be the site's, and an address to go on to. */
export function proof(csrfToken: string, callbackUrl?: string): Html {
  return html`
    <input type="hidden" name="csrfToken" value="${csrfToken}" />
    ${callbackUrl && html`<input type="hidden" name="callbackUrl" value="${callbackUrl}" />`}
  `
}

const house = html`<img src="/static/mark.svg" alt="" width="28" height="28" />Strongroom`

interface Shell {
  readonly title: string
  readonly owner?: string
  readonly header: Html
  readonly main: Html
  readonly script: string | undefined
}

function shell({ title, owner, header, main, script }: Shell): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${owner ?? 'Strongroom'}</title>
        <link rel="icon" href="/static/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/style.css" />
        <link rel="stylesheet" href="/static/parts.css" />
        ${script && html`<script type="module" src="${script}"></script>`}
      </head>
      <body class="${owner !== undefined && 'elsewhere'}">
        <header>${header}</header>
        ${main}
      </body>
    </html>`
}
