import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { NotebookCells } from '@/app/(portal)/runs/[runId]/notebook/notebook-cells'
import { notebook as words } from '@/lib/language/en/notebook'
import { readNotebook } from '@/lib/notebooks/read-notebook'
import { pageWith } from './support'

const PAYLOAD = `"'><img src=x onerror="alert(1)"><script>alert(2)</script>`
const PATH = '/runs/1/notebook?attempt=2'

function drawn(...commands: readonly object[]): string {
  return renderToStaticMarkup(
    <NotebookCells notebook={readNotebook(pageWith({ commands }))} path={PATH} words={words} />,
  )
}

describe('the page of a notebook', () => {
  it('has markup from a notebook as text in every place (IO-9)', () => {
    const markup = drawn(
      {
        command: `%md\n# ${PAYLOAD}\n\n${PAYLOAD}\n\n[x](javascript:alert(3)) ![x](https://elsewhere.example/x.png)`,
      },
      { command: PAYLOAD, commandTitle: PAYLOAD, errorSummary: PAYLOAD, error: `at ${PAYLOAD}` },
      { command: 'x', results: { type: 'ansi', data: PAYLOAD } },
      { command: 'x', results: { type: 'html', data: `<b>${PAYLOAD}</b>` } },
      { command: 'x', results: { type: 'table', schema: [{ name: PAYLOAD }], data: [[PAYLOAD]] } },
      { command: 'x', results: { type: 'image', data: PAYLOAD } },
      { command: 'x', results: { type: PAYLOAD, data: [PAYLOAD] } },
    )
    expect(markup.match(/alert\(\d\)/g)?.length).toBeGreaterThan(9)
    expect(markup).not.toMatch(/<(script|img|iframe|object|embed|link|meta)\b/)
    expect(markup).not.toMatch(/(href|src)="(?!\/api\/runs\/1\/|\/icons\.)/)
    expect(markup).not.toMatch(/<[^>]*\son\w+=/)
  })

  it('leads from HTML to a page of its own, and says where the rest is', () => {
    const markup = drawn({ command: 'y' }, { command: 'x', results: { type: 'htmlSandbox', data: '<h1>Sum</h1>' } })
    expect(markup).toContain(`href="/api${PATH.replace('&', '&amp;')}&amp;cell=2&amp;part=0"`)
    expect(markup).toContain('Sum')
    const many = Array.from({ length: 203 }, () => ({ command: 'x' }))
    expect(drawn(...many)).toContain(words.leftInFile('3 further cells'))
  })

  it('says what to do where nothing could be read, or nothing is in it', () => {
    const markup = renderToStaticMarkup(<NotebookCells notebook={undefined} path={PATH} words={words} />)
    expect(markup).toContain(words.notReadNext)
    expect(drawn()).toContain(words.noCells)
  })
})
