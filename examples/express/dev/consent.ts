import { type Html, html } from '../html.ts'
import { bare } from '../pages/layout.ts'

/** The page of an identity provider that asks who is there. A real one would want a proof. */
export function askWho(provider: string): Html {
  return bare({
    title: 'Sign in',
    owner: provider,
    main: html`
      <h1>Who are you?</h1>
      <p>${provider} stands for a company that knows you. It believes what you say.</p>
      <form method="post" class="stack">
        <label for="email">E-mail address</label>
        <input id="email" name="email" type="email" required autocomplete="email" placeholder="ada@example.com" />
        <button class="primary">Continue</button>
      </form>
    `,
  })
}

/** The page that asks whether the site may know. */
export function askConsent(provider: string, site: string, email: string): Html {
  return bare({
    title: 'Allow access',
    owner: provider,
    main: html`
      <h1>Let this site know who you are?</h1>
      <p>You are <strong>${email}</strong> here. <strong>${new URL(site).host}</strong> would learn:</p>
      <ul class="plain">
        <li>your name</li>
        <li>your e-mail address</li>
      </ul>
      <form method="post" class="row">
        <button class="primary" name="agree" value="yes">Allow</button>
        <button name="agree" value="no">Refuse</button>
      </form>
    `,
  })
}
