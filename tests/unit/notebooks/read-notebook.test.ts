import { describe, expect, it } from 'vitest'
import { htmlOutput, readNotebook } from '@/lib/notebooks/read-notebook'
import { workMs } from '@/tests/support/work-time'
import { pageHolding, pageWith } from './support'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const list = (...data: unknown[]) => ({ type: 'listResults', data })
const cellsOf = (...commands: unknown[]) => readNotebook(pageWith({ language: 'python', commands }))?.cells ?? []
const outputsOf = (results: unknown) => cellsOf({ command: 'x', results })[0]?.outputs

describe('the cells of a notebook', () => {
  it('stand in their order, with title, kind and how long they took, and empty ones are left out', () => {
    const cells = cellsOf(
      { position: 3, command: 'b', commandTitle: 'Last', startTime: 1_000, finishTime: 3_500 },
      { position: 1, command: '%md\n# Sales' },
      { position: 2, command: ' ' },
      null,
      'x',
    )
    expect(cells).toMatchObject([
      { place: 1, kind: 'markdown', text: '# Sales', outputs: [] },
      { place: 3, kind: 'code', text: 'b', title: 'Last', tookMs: 2_500, error: undefined },
    ])
  })

  it.each([
    ['percent-encoded', { commands: [{ command: 'größer € 😀' }] }],
    ['of an object as it is', '{"commands":[{"command":"größer € 😀","note":"};{ \\" \\\\"}]}'],
    ['in base64 of UTF-8', `"${Buffer.from('{"commands":[{"command":"größer € 😀"}]}').toString('base64')}"`],
  ])('are read from a model %s', (_way, model) => {
    const page = typeof model === 'string' ? pageHolding(model) : pageWith(model)
    expect(readNotebook(page)?.cells).toMatchObject([{ text: 'größer € 😀' }])
  })

  it('have what was thrown as text, written as text or as HTML', () => {
    const [first, second, third] = cellsOf(
      {
        command: 'x',
        errorSummary: "<span class='ansired'>ValueError</span>: 1 &lt; 2",
        error: '<div class="ansiout">line 1\n  line 2</div>',
      },
      { command: 'y', error: "TypeError: <class 'int'>\n<lambda> failed" },
      { command: 'z', results: { type: 'error', summary: 'No such table', data: 'at line 3' } },
    )
    expect(first?.error).toEqual({ summary: 'ValueError: 1 < 2', trace: 'line 1\n  line 2' })
    expect(second?.error).toEqual({
      summary: '<lambda> failed',
      trace: "TypeError: <class 'int'>\n<lambda> failed",
    })
    expect(third).toMatchObject({ outputs: [], error: { summary: 'No such table', trace: 'at line 3' } })
  })
})

describe('the outputs of a cell', () => {
  it('are text where they are text, in whichever way it is kept', () => {
    const text = [{ kind: 'text', text: 'a <b> & c', truncated: false }]
    expect(outputsOf(list({ type: 'ansi', data: 'a <b> & c' }))).toEqual(text)
    expect(outputsOf({ type: 'html', data: '<div class="ansiout">a &lt;b&gt; &amp; c</div>' })).toEqual(text)
    expect(outputsOf({ type: 'mimeBundle', data: { 'text/plain': 'a <b> & c' } })).toEqual(text)
    expect(outputsOf({ type: 'html', data: '<div class="ansiout"></div>' })).toEqual([])
  })

  it('are tables, with columns of one name told apart, long ids exact, and rows that are no rows empty', () => {
    const schema = [{ name: 'id' }, { name: 'id' }, 'more']
    const page = pageHolding(
      `{"commands":[{"command":"x","results":{"type":"table","overflow":true,"schema":${JSON.stringify(schema)},"data":[[9007199254740993,null,{"a":1}],7]}}]}`,
    )
    expect(readNotebook(page)?.cells[0]?.outputs).toEqual([
      {
        ...{ kind: 'table', columns: ['id', 'id (2)', 'more'], totalRows: 2, truncated: false, isCut: true },
        rows: [
          ['9007199254740993', null, '{"a":1}'],
          [null, null, null],
        ],
      },
    ])
  })

  it('are pictures by how their bytes begin, never by what they are called', () => {
    const image = [{ kind: 'image', source: `data:image/png;base64,${PNG}` }]
    expect(outputsOf({ type: 'image', data: `data:image/png;base64,${PNG}` })).toEqual(image)
    expect(outputsOf({ type: 'mimeBundle', data: { 'image/png': PNG, 'text/plain': 'x' } })).toEqual(image)
    for (const data of [
      'data:image/svg+xml;base64,PHN2Zz4=',
      `https://elsewhere.example/x.png`,
      `${PNG}" onerror="x`,
      ['x'],
    ]) {
      expect(outputsOf({ type: 'image', data })).toEqual([{ kind: 'other' }])
    }
  })

  it('are the text of their HTML, without what scripts and styles hold, and the HTML for a page of its own', () => {
    const html = '<h1>Sum</h1><script>alert("s")</script><style>b{}</style><p>1&nbsp;&lt; 2<!-- x --></p>'
    const notebook = readNotebook(
      pageWith({
        commands: [{ command: 'x', results: list({ type: 'ansi', data: 'y' }, { type: 'html', data: html }) }],
      }),
    )
    expect(notebook?.cells[0]?.outputs[1]).toEqual({ kind: 'html', html, text: 'Sum\n1 < 2', truncated: false })
    expect(notebook && htmlOutput(notebook, 1, 1)).toBe(html)
    expect(notebook && htmlOutput(notebook, 1, 0)).toBeUndefined()
    expect(notebook && htmlOutput(notebook, 9, 0)).toBeUndefined()
  })

  it('say so where they are of a kind that is not known', () => {
    expect(outputsOf({ type: 'widget', data: { x: 1 } })).toEqual([{ kind: 'other' }])
    expect(outputsOf(list(null, 3, {}, { type: 'listResults', data: 'x' }))).toEqual([
      { kind: 'text', text: 'x', truncated: false },
    ])
  })
})

describe('IO-1: a page that is none', () => {
  it.each([
    ['no model', '<html></html>'],
    ['a model of nothing', pageHolding('')],
    ['broken base64', pageHolding("'%%%'")],
    ['broken encoding', pageHolding(`'${btoa('%E0%A4%A')}'`)],
    ['no JSON', pageHolding(`'${btoa('{nothing')}'`)],
    ['an object without an end', pageHolding('{"commands":["}')],
    ['a string without an end', `__DATABRICKS_NOTEBOOK_MODEL = 'abc`],
    ['a list', pageWith([])],
    ['null', pageWith(null)],
    ['no cells', pageWith({ commands: { length: 3 } })],
    ['only a mention', '__DATABRICKS_NOTEBOOK_MODEL '.repeat(99)],
  ])('with %s is not read', (_what, page) => {
    expect(readNotebook(page)).toBeUndefined()
  })

  it('with odd types in every place is read as far as it makes sense', () => {
    const odd = [1, true, null, [], {}, 'x']
    for (const value of odd) {
      const cell = { command: value, commandTitle: value, position: value, results: value, error: value }
      expect(
        readNotebook(pageWith({ language: value, commands: [{ ...cell, startTime: value, finishTime: value }] })),
      ).toBeDefined()
    }
    expect(outputsOf({ type: 'table', schema: [null, 3, {}], data: [null, [[]], 'x', {}] })).toMatchObject([
      { kind: 'table', columns: ['1', '2', '3'] },
    ])
    const names = '{"commands":[{"command":"x","__proto__":{"error":"y"},"constructor":{"prototype":{"z":1}}}]}'
    expect(readNotebook(pageHolding(names))?.cells[0]?.error).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('with values too deep to be written out is not read', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const table = `{"type":"table","schema":["a"],"data":[[${deep}]]}`
    const page = pageHolding(`{"commands":[{"command":"x","results":${table}}]}`)
    expect(() => readNotebook(page)).not.toThrow()
    const nested = `${'{"type":"listResults","data":['.repeat(9_000)}${']}'.repeat(9_000)}`
    expect(() => readNotebook(pageHolding(`{"commands":[{"command":"x","results":${nested}}]}`))).not.toThrow()
  })
})

describe('IO-7: what a page carries of a notebook', () => {
  it('is so many cells, lines, rows and outputs, and says that there were more', () => {
    const table = { type: 'table', schema: ['a'], data: Array.from({ length: 1_000 }, (_, at) => [at]) }
    const cell = { command: 'x\n'.repeat(500), results: list(...Array.from({ length: 30 }, () => table)) }
    const small = { ...cell, results: null }
    const notebook = readNotebook(pageWith({ commands: [cell, ...Array.from({ length: 499 }, () => small)] }))
    expect(notebook).toMatchObject({ cellsLeft: 300, cells: { length: 200 } })
    expect(notebook?.cells[0]).toMatchObject({ truncated: true, outputsLeft: 10, outputs: { length: 20 } })
    expect(notebook?.cells[0]?.outputs[0]).toMatchObject({ totalRows: 1_000, truncated: true, rows: { length: 100 } })
    const lines = notebook?.cells.reduce((sum, cell) => sum + cell.text.split('\n').length, 0) ?? 0
    expect(lines).toBeLessThan(4_500)
    expect(JSON.stringify(notebook).length).toBeLessThan(400_000)
  })

  it('no longer than eight million characters is looked at', () => {
    expect(readNotebook(pageHolding(`'${'A'.repeat(8_000_004)}'`))).toBeUndefined()
    expect(readNotebook(pageHolding(`{"commands":["${'A'.repeat(8_000_000)}"]}`))).toBeUndefined()
  })

  it('is read in a time that grows with the page alone', () => {
    const signs = '<script><!-- <pre <td></td>&#x41;&lt'.repeat(20_000)
    const html = ['<'.repeat(500_000), signs, '<td></td>'.repeat(50_000), '<script>'.repeat(50_000)]
    const page = pageWith({
      commands: html.map((data) => ({ command: data, errorSummary: `<p>${data}`, results: { type: 'html', data } })),
    })
    expect(workMs(() => readNotebook(page))).toBeLessThan(2_000)
    expect(workMs(() => readNotebook('__DATABRICKS_NOTEBOOK_MODEL = '.repeat(200_000)))).toBeLessThan(500)
  })
})
