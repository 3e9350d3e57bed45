import type { Mail } from '../dev/mailbox.ts'
import { type Html, html } from '../html.ts'
import { bare, proof } from './layout.ts'

/** Where the link of a mail leads. It signs nobody in by itself: scanners of mail servers follow links. */
export function linkPage(email: string, csrfToken: string): Html {
  return bare({
    title: 'One click more',
    main: html`
      <h1>One click more</h1>
      <p>You are about to sign in as <strong>${email}</strong>.</p>
      <form method="post" class="stack">
        ${proof(csrfToken)}
        <button class="primary">Sign in</button>
      </form>
      <p class="hint">You did not ask for this? Close the page, and nothing happens.</p>
    `,
  })
}

/** What follows after asking for a link. */
export function checkMailPage(mailbox: boolean): Html {
  return bare({
    title: 'Look into your mail',
    main: html`
      <h1>Look into your mail</h1>
      <p>A link is on its way to you. It works once, within a day.</p>
      ${mailbox && html`<p class="row"><a class="button primary" href="/mailbox">Open the mailbox</a></p>`}
    `,
  })
}

/** All mail of the development mailbox. */
export function mailboxPage(mails: readonly Mail[]): Html {
  const items = mails.map(
    ({ to, subject, at, link }) => html`
      <li>
        <div>
          <strong>${subject}</strong>
          <p class="hint">
            To ${to}, <time datetime="${at.toISOString()}">${at.toISOString().slice(11, 16)} UTC</time>
          </p>
        </div>
        ${link && html`<a class="button" href="${link}">Open the link</a>`}
      </li>
    `,
  )
  return bare({
    title: 'Mailbox',
    owner: 'Mailbox of this machine',
    main: html`
      <h1>Mailbox</h1>
      ${
        items.length > 0
          ? html`<ul class="list">
              ${items}
            </ul>`
          : html`<p>No mail yet.</p>`
      }
      <p class="hint">Everybody's mail, for development. <a href="/sign-in">Back to the site</a></p>
    `,
  })
}

/** What went wrong, and what to do about it. It tells nothing of who is signed in: that may be unknown. */
export function errorPage(title: string, text: string, next: { href: string; label: string }): Html {
  return bare({
    title,
    main: html`
      <h1>${title}</h1>
      <p>${text}</p>
      <p class="row"><a class="button primary" href="${next.href}">${next.label}</a></p>
    `,
  })
}
