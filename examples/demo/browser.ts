import { expect } from './deviation.ts'

/** A web server, as a function. */
export type Site = (request: Request) => Promise<Response>

/** A browser as far as a sign-in needs one: keeps cookies, fills in forms, does not follow redirects. */
export class Browser {
  readonly #cookies = new Map<string, string>()
  readonly #site: Site
  readonly #origin: string

  constructor(site: Site, origin: string) {
    this.#site = site
    this.#origin = origin
  }

  /** Opens a page. */
  get(path: string): Promise<Response> {
    return this.#send(path, {})
  }

  /** Opens a page and submits its form, with the hidden token that proves that the form was the site's. */
  async submit(page: string, action: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    const form = await this.get(page)
    expect(form.status === 200, `GET ${page} answered ${form.status}.`)
    const csrfToken = /name="csrfToken" value="(\w+)"/.exec(await form.text())?.[1]
    expect(csrfToken !== undefined, `The form of ${page} has no CSRF token.`)
    return this.#send(action, { method: 'POST', body: new URLSearchParams({ csrfToken, ...fields }) })
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.#site(new Request(new URL(path, this.#origin), { ...init, headers: { cookie } }))
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    const gone = attributes.some((attribute) => {
      const [key, value = ''] = attribute.split('=')
      return (key === 'Max-Age' && Number(value) <= 0) || (key === 'Expires' && Date.parse(value) <= Date.now())
    })
    if (gone) this.#cookies.delete(name)
    else this.#cookies.set(name, pair.slice(name.length + 1))
  }
}
