import { expect, test } from 'vitest'
import { html } from './html.ts'

test('escapes values, in text and in attributes', () => {
  const evil = `"><script>alert('&')</script>`
  expect(html`<p title="${evil}">${evil}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</p>',
  )
})

test('takes templates and lists of them as they are, and leaves nothing for what is absent', () => {
  const items = ['a', '<'].map((text) => html`<li>${text}</li>`)
  expect(html`${items}${undefined}${null}${false}${0}`.text).toBe('<li>a</li><li>&lt;</li>0')
})
