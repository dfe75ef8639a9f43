import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { looksLikeMarkdown } from '@/app/(portal)/runs/[runId]/output/markdown'
import { ResultDocument } from '@/app/(portal)/runs/[runId]/output/result-document'
import { workMs } from '@/tests/support/work-time'

const htmlOf = (text: string) =>
  renderToStaticMarkup(<ResultDocument text={text} />).replace(/^<article[^>]*>|<\/article>$/g, '')

it('shows headings below those of the page, lists, tables and code', () => {
  expect(htmlOf('# Report\n\n1. *one*\n2. `two`')).toBe(
    '<h2>Report</h2><ol start="1"><li><p><em>one</em></p></li><li><p><code>two</code></p></li></ol>',
  )
  expect(htmlOf('| a | b |\n|---|---|\n| 1 | **2** |')).toBe(
    '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table>',
  )
})

it('leaves HTML a text, loads no picture, and links to https only (IO-9, IO-10)', () => {
  expect(htmlOf('<script>alert(1)</script>')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(htmlOf('a <b onclick="x()">bold</b>')).toContain('&lt;b onclick=')
  expect(htmlOf('![chart](https://contoso.example/x.png)')).toBe('<p>chart</p>')
  expect(htmlOf('[x](javascript:alert(1)) [y](data:text/html,a) [z](http://contoso.example)')).toBe('<p>x y z</p>')
  expect(htmlOf('[docs](https://contoso.example/a)')).toBe(
    '<p><a href="https://contoso.example/a" target="_blank" rel="noopener noreferrer">docs</a></p>',
  )
})

it('takes for Markdown what has its signs, and no log', () => {
  expect(looksLikeMarkdown('# Report\n\nAll is well.')).toBe(true)
  expect(looksLikeMarkdown('a | b\n--- | ---\n1 | 2')).toBe(true)
  expect(looksLikeMarkdown('2026-11-01 12:00 INFO #1 started\n---\nnot **really**')).toBe(false)
  expect(looksLikeMarkdown(`# Long\n${'x'.repeat(30_000)}`)).toBe(false)
})

it.each(['*a ', '[', '![', '`', '&', '<a ', '|a', '[a](', '_a_ *', '> ', '- ', '1. '])(
  'reads a text of nothing but %j in the time of a page, or leaves it a text (IO-7)',
  (part) => {
    const paragraph = part.repeat(Math.floor(3_900 / part.length))
    const text = `# x\n\n${`${paragraph}\n\n`.repeat(5)}`
    expect(looksLikeMarkdown(text)).toBe(!['> ', '- ', '1. '].includes(part))
    expect(looksLikeMarkdown(`# x\n${part.repeat(49_000 / part.length)}`)).toBe(false)
    if (looksLikeMarkdown(text)) expect(workMs(() => htmlOf(text))).toBeLessThan(3_000)
  },
)
