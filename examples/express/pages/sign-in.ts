import { type Html, html } from '../html.ts'
import { bare, proof } from './layout.ts'

/** What the sign-in page offers. */
export interface Offer {
  readonly csrfToken: string
  /** OpenID Connect providers; `undefined` where nothing is stored and people have passwords. */
  readonly providers: readonly { readonly id: string; readonly name: string }[] | undefined
  /** Why the last attempt did not succeed, as the core calls it. */
  readonly error: string | undefined
  /** The development mailbox, where it runs. */
  readonly mailbox: boolean
}

const reasons: Readonly<Record<string, string>> = {
  OAuthAccountNotLinked:
    'Somebody here has this e-mail address already. Sign in as you did before; then you can link the other account.',
  OAuthCallbackError: 'You were sent back without having signed in there.',
  CredentialsSignin: 'Name and password do not fit together.',
  EmailSignin: 'The mail could not be sent. Try again in a moment.',
}

/** The page to sign in. */
export function signInPage({ csrfToken, providers, error, mailbox }: Offer): Html {
  const reason = error && (reasons[error] ?? 'That did not work. Please try again.')
  return bare({
    title: 'Sign in',
    ...(providers && { script: '/static/passkey.js' }),
    main: html`
      <h1>Sign in</h1>
      ${reason && html`<p class="notice bad" role="alert">${reason}</p>`}
      ${providers === undefined ? passwordForm(csrfToken) : waysIn(csrfToken, providers)}
      ${mailbox && html`<p class="hint">Nothing leaves this machine: mails arrive in the <a href="/mailbox">mailbox</a>.</p>`}
    `,
  })
}

function waysIn(csrfToken: string, providers: NonNullable<Offer['providers']>): Html {
  return html`
    <form method="post" action="/auth/signin/nodemailer" class="stack">
      ${proof(csrfToken, '/')}
      <label for="email">E-mail address</label>
      <input id="email" name="email" type="email" required autocomplete="email" placeholder="ada@example.com" />
      <button class="primary">Send me a link</button>
    </form>
    <p class="or"><span>or</span></p>
    ${providers.map(
      ({ id, name }) => html`
        <form method="post" action="/auth/signin/${id}" class="stack">
          ${proof(csrfToken, '/')}
          <button>Continue with ${name}</button>
        </form>
      `,
    )}
    ${passkeyForm(csrfToken, { action: 'authenticate', label: 'Use a passkey', to: '/' })}
  `
}

/** A form that a script fills with what the authenticator says, and shows where the browser has passkeys. */
export function passkeyForm(csrfToken: string, how: { action: string; label: string; to: string }): Html {
  return html`
    <form method="post" action="/auth/callback/passkey" class="stack" data-passkey="${how.action}" hidden>
      ${proof(csrfToken, how.to)}
      <input type="hidden" name="action" value="${how.action}" />
      <input type="hidden" name="data" />
      <button>${how.label}</button>
      <p class="hint" role="status"></p>
    </form>
  `
}

function passwordForm(csrfToken: string): Html {
  return html`
    <form method="post" action="/auth/callback/credentials" class="stack">
      ${proof(csrfToken, '/')}
      <label for="name">Name</label>
      <input id="name" name="name" required autocomplete="username" />
      <label for="password">Password</label>
      <input id="password" name="password" type="password" required autocomplete="current-password" />
      <button class="primary">Sign in</button>
    </form>
  `
}
