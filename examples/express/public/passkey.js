import { browserSupportsWebAuthn, startAuthentication, startRegistration } from './simplewebauthn.js'

const ceremonies = { authenticate: startAuthentication, register: startRegistration }

/** Lets the authenticator answer, and submits the form with what it said. */
async function run(form) {
  const action = form.dataset.passkey
  const response = await fetch(`/auth/webauthn-options/passkey?action=${action}`)
  if (!response.ok) throw new Error('The site did not answer. Try again in a moment.')
  const { options } = await response.json()
  form.elements.data.value = JSON.stringify(await ceremonies[action](options))
  form.submit()
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.hidden = !browserSupportsWebAuthn()
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const status = form.querySelector('[role=status]')
    try {
      status.textContent = 'Waiting for your passkey.'
      await run(form)
    } catch (error) {
      // A person who closes the dialog knows.
      status.textContent = error.name === 'NotAllowedError' ? '' : error.message
    }
  })
}
