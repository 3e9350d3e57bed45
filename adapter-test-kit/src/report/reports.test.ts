import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { boxReport, contract, mixed, resultOf } from '../../test/report.ts'
import { mismatches } from '../../test/schema.ts'
import { runConformance } from '../conformance.ts'
import { coreMethods } from '@strongroom/core-types'
import { toBadge, toHtml, toJson, toJUnit, toMarkdown } from './index.ts'

const asked = { contract, replay: (id: string): string => `again ${id}` }
const schema = JSON.parse(readFileSync(new URL('../../report.schema.json', import.meta.url), 'utf8')) as object
const good = boxReport([resultOf('get.keeps.value'), resultOf('take.once.race'), resultOf('clear.all.gone')])
const writers = { toBadge, toHtml, toJson, toJUnit, toMarkdown }

test('the JSON is as its schema says, in the order of the contract, with calls of the failures only', () => {
  const report = JSON.parse(toJson(mixed, asked)) as { results: object[] }
  expect(mismatches(report, schema)).toEqual([])
  expect(report).toMatchObject({
    format: 1,
    verdicts: { basic: 'broken', strict: 'inconclusive' },
    notRun: 1,
    warnings: ['close() failed'],
    results: [
      {
        id: 'get.keeps.value',
        durationMs: 1.3,
        expected: 'a row',
        actual: 'null',
        sentence: 'What was put is got.',
        why: 'Things vanish.',
        calls: ["put('k', { access_token: 'a-se…(27 characters)' }) → 'v'"],
        earlierCalls: 0,
        causes: ['Nothing is written.', 'SQL: No commit.', 'Document store: No await.'],
        replay: 'again get.keeps.value',
      },
      { id: 'take.once.race', status: 'inconclusive' },
    ],
  })
  expect(Object.keys((JSON.parse(toJson(good, asked)) as { results: [object] }).results[0])).not.toContain('calls')
})

test('the schema refuses what is none', () => {
  expect(mismatches({ format: 2 }, schema)).toContain('$: has no target')
  const wrong = { ...(JSON.parse(toJson(good, asked)) as object), seed: -1, verdicts: { basic: 'fine' }, more: 1 }
  expect(mismatches(wrong, schema)).toEqual([
    '$.verdicts.basic: "fine" is none of kept, broken, inconclusive, notRun',
    '$.seed: is below 0',
    '$: has a more',
  ])
})

test('a report of an adapter of which nothing works stays below 300 KB', { timeout: 30_000 }, async () => {
  const deep = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`field${index}`, 'x'.repeat(5_000)]))
  const adapter = Object.fromEntries(coreMethods.map((method) => [method, async () => ({ ...deep, id: method })]))
  const report = await runConformance({ name: 'wrong', store: 'process', open: () => ({ adapter }) })
  expect(report.summary.failed).toBeGreaterThan(100)
  const text = toJson(report)
  expect(Buffer.byteLength(text)).toBeLessThan(300_000)
  expect(mismatches(JSON.parse(text), schema)).toEqual([])
})

test('JUnit: a suite a profile, inconclusive as a failure, what did not run as skipped', () => {
  const xml = toJUnit(mixed, asked)
  expect(xml).toContain('<testsuite name="basic" tests="1" failures="1" errors="0" skipped="0" time="0.001">')
  expect(xml).toContain('<testsuite name="strict" tests="2" failures="1" errors="0" skipped="1" time="0.001">')
  expect(xml).toContain(
    '<failure type="failed" message="get &lt;b&gt;: expected a row, got null. &quot;a-se…(27 characters)&quot; &amp; more">',
  )
  expect(xml).toContain(
    '<testcase classname="strict" name="cases that did not run" time="0"><skipped message="1 cases"/></testcase>',
  )
  expect(xml).toContain('<property name="seed" value="7"/>')
})

test('JUnit holds no character that XML does not know', () => {
  const message = 'a\u0000b\u001bc\ud800d\nnext'
  const xml = toJUnit(boxReport([resultOf('get.keeps.value', { status: 'errored', message })]), asked)
  expect(xml).toContain('<error type="errored" message="a\ufffdb\ufffdc\ufffdd&#10;next">')
  expect(xml).toMatch(/^[\t\n\x20-\ud7ff\ue000-\ufffd]*$/)
})

test('Markdown: a table of verdicts, a story for each failure', () => {
  const page = toMarkdown(mixed, asked)
  expect(page).toContain('| basic | **broken** | 1 failed |\n| strict | **inconclusive** | 1 inconclusive, 1 not run |')
  expect(page).toContain('The run ended early: 1 chosen cases did not run.')
  expect(page).toContain('> Warning: close() failed')
  expect(page).toContain(
    '<details><summary><code>get.keeps.value</code> failed (basic)</summary>\n\n**What was put is got.** Things vanish.',
  )
  expect(page).toContain('- Nothing is written.\n- SQL: No commit.')
  expect(page).toContain('Again: `again get.keeps.value`')
  expect(toMarkdown(good, asked)).not.toContain('<details>')
})

test('Markdown: what a target or an adapter says is text', () => {
  const message = 'got ```\n<script>alert(1)</script>'
  const report = boxReport([resultOf('get.keeps.value', { status: 'failed', message })], { target: 'a|b <i>' })
  const page = toMarkdown(report, asked)
  expect(page).toContain('## a&#124;b &#60;i&#62; by the contract box')
  expect(page).toContain(`\`\`\`\`text\n${message}\n\`\`\`\``)
})

test('HTML: needs nothing from elsewhere, and runs only what it hashes', () => {
  const page = toHtml(mixed, asked)
  const hash = (tag: string): string => {
    const source = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)?.[1] ?? ''
    return `'sha256-${createHash('sha256').update(source).digest('base64')}'`
  }
  expect(page).toContain(`content="default-src 'none'; style-src ${hash('style')}; script-src ${hash('script')};`)
  expect(page).not.toMatch(/\b(src|href|style|on\w+)="|url\(|@import|https?:/)
})

test('HTML: filters by status and profile without a script, beginning with what did not pass', () => {
  const page = toHtml(mixed, asked)
  expect(page).toContain('id="s-story" checked><label for="s-story">Not passed 2</label>')
  expect(page).toContain('body:has(#p-1:checked) .case:not(.of-1)')
  expect(page).toContain('body:has(#s-story:checked):has(#p-1:checked) .group:not(:has(.case.story-case.of-1))')
  expect(page).toContain('<article class="case bad failed of-0 story-case" id="get.keeps.value"><details open>')
  expect(toHtml(good, asked)).toContain('id="s-all" checked>')
})

test('HTML: a story has its rule, both values, the calls, causes and the replay; all of it as text', () => {
  const page = toHtml(mixed, asked)
  expect(page).toContain('<div class="rule"><strong>What was put is got.</strong>Things vanish.')
  expect(page).toContain(
    '<p>get &lt;b&gt;</p><div class="pair"><div><h3>Expected</h3><pre>a row</pre></div><div><h3>Got</h3><pre>null</pre></div></div>',
  )
  expect(page).toContain(
    '<li>put(&#39;k&#39;, { access_token: &#39;a-se…(27 characters)&#39; })<span class="ended">→ &#39;v&#39;</span></li>',
  )
  expect(page).toContain('<li>SQL: No commit.</li>')
  expect(page).toContain('<pre>again get.keeps.value</pre>')
  expect(page).toContain('<li>The run ended early: 1 chosen cases did not run.</li><li>close() failed</li>')
  const target = '<img src=x onerror=alert(1)>'
  expect(toHtml(boxReport([resultOf('get.keeps.value')], { target }), asked)).not.toContain('<img')
})

test('the badge counts what failed and what did not run', () => {
  expect(toBadge(good, asked)).toContain('aria-label="conformance: 3 passed"')
  expect(toBadge(mixed, asked)).toContain('aria-label="conformance: 0 passed, 1 failed, 1 inconclusive, 1 not run"')
  const expected = boxReport([
    resultOf('get.keeps.value', { status: 'expectedFailure', message: 'x' }),
    resultOf('take.once.race'),
    resultOf('clear.all.gone'),
  ])
  expect(toBadge(expected, asked)).toContain('2 passed, 1 expected to fail"')
  expect(toBadge(expected, asked)).toContain('#8a5a00')
})

test.each(Object.entries(writers))('%s shows no secret', (_, write) => {
  expect(write(mixed, asked)).not.toContain('a-secret-of-many-characters')
})
