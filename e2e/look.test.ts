import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stage, type Theatre, openTheatre } from './stage.ts'
import type { Visitor } from './visitor.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const folder = join(import.meta.dirname, '../.work/screenshots')

const shapes = [360, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })))

let theatre: Theatre
beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  theatre = await openTheatre('sqlite')
}, 60_000)
afterAll(() => theatre?.close())

/** That a page fits every width, is clean under axe in either scheme, and takes nothing from elsewhere. */
async function expectToLookWell({ page }: Visitor, name: string): Promise<void> {
  for (const { width, scheme } of shapes) {
    await page.setViewportSize({ width, height: 640 })
    await page.emulateMedia({ colorScheme: scheme })
    expect(await widestIn(page), `${name}, ${width} px`).toBeLessThanOrEqual(width)
    expect(await flawsOf(page), `${name}, ${width} px, ${scheme}`).toEqual([])
    await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`), fullPage: true })
  }
}

const widestIn = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth')

async function flawsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

test('every page fits from 360 to 1280 px, in light and dark, and is clean under axe', async () => {
  await expect(theatre.run({ run: tour })).resolves.toBeUndefined()
}, 240_000)

/** Goes through every page. */
async function tour(stage: Stage): Promise<void> {
  const email = 'ada.lovelace@analytical-engines.example'
  const visitor = await stage.visitor({ scripts: true })
  const complaints: string[] = []
  visitor.page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await visitor.addAuthenticator()
  const look = async (name: string, path?: string): Promise<void> => {
    if (path !== undefined) await visitor.open(path)
    await expectToLookWell(visitor, name)
  }

  await look('sign-in', '/sign-in')
  await look('sign-in-refused', '/sign-in?error=OAuthAccountNotLinked')
  const link = await visitor.linkFor(email)
  await look('check-mail')
  await look('mailbox', '/mailbox')
  await look('link', link)
  await visitor.follow(link)
  await look('you')
  await visitor.press('Sign out')
  await visitor.open('/sign-in')
  await visitor.press('Continue with Harbour ID')
  await look('who')
  await visitor.page.getByLabel('E-mail address').fill('grace.hopper@harbour.example')
  await visitor.press('Continue')
  await look('consent')
  await visitor.press('Allow')
  await look('you-unproven')
  await visitor.open('/accounts')
  await visitor.press('Add a passkey')
  await look('accounts')
  await visitor.press(/^Unlink Harbour/)
  for (const _ of [1, 2]) {
    const again = await stage.visitor()
    await again.signInByMail('grace.hopper@harbour.example')
  }
  await look('sessions', '/sessions')
  // What the pages themselves complained of, answers to 401 and the like left out.
  expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([])
  await look('error', '/error?error=Verification')
  await look('missing', '/no/such/page')
}
