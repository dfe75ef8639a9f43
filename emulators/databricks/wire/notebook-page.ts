import type { Attempt } from '../engine/model.ts'
import { escapeHtml } from '../errors.ts'

const DRAWN_BY = 'https://databricks-prod-cloudfront.cloud.databricks.com/static/notebook/notebook-main.js'

/**
 * What `runs/export` answers: a document without a word in it. It holds the notebook as data, in base64 over percent-encoding, and
 * scripts of Databricks draw that. Whoever shows it must not let scripts run, and so sees nothing of it.
 */
export function notebookPage(name: string, attempt: Attempt): string {
  const model = Buffer.from(encodeURIComponent(JSON.stringify(modelOf(name, attempt)))).toString('base64')
  return `<!DOCTYPE html>
<html>
<head>
<meta name="databricks-html-version" content="1">
<meta charset="utf-8">
<title>${escapeHtml(name)} - Databricks</title>
<script>window.settings = { isStaticNotebook: true }; document.title = 'script ran'</script>
<script>var __DATABRICKS_NOTEBOOK_MODEL = '${model}';</script>
<script src="${DRAWN_BY}"></script>
</head>
<body></body>
</html>
`
}

/** The fields that pages of Databricks have been seen with, as far as a reader of them needs any. */
function modelOf(name: string, attempt: Attempt) {
  return {
    ...{ version: 'NotebookV1', origId: 1, name, language: 'python', globalVars: {}, iPythonMetadata: null },
    commands: cellsOf(name, attempt).map((cell, at) => ({
      ...{ version: 'CommandV1', origId: at + 2, subtype: 'command', commandType: 'auto', position: at + 1 },
      ...{ state: cell.error ? 'error' : 'finished', results: null, errorSummary: null, error: null },
      ...{ startTime: 0, submitTime: 0, finishTime: 0, collapsed: false, commandTitle: '', showCommandTitle: false },
      ...cell,
    })),
  }
}

interface Cell {
  readonly command: string
  readonly [field: string]: unknown
}

function cellsOf(name: string, { output, runningAt }: Attempt): readonly Cell[] {
  const timed = (fromMs: number, tookMs: number) => ({
    submitTime: runningAt + fromMs,
    startTime: runningAt + fromMs,
    finishTime: runningAt + fromMs + tookMs,
  })
  return [
    { command: `%md\n# ${name}\n\nReads **figures** of the *finance* catalog and hands on what it found.` },
    {
      ...timed(0, 420),
      command: 'figures = spark.table("finance.figures")\nprint(figures.count(), "rows")',
      results: listOf({ type: 'ansi', data: '\u001b[32m4120\u001b[0m rows\n' }),
    },
    {
      ...{ ...timed(420, 1_260), commandTitle: 'Largest regions', showCommandTitle: true },
      command: 'display(figures.groupBy("region").sum("amount").limit(3))',
      results: { ...LARGEST_REGIONS, addedWidgets: {}, removedWidgets: [], metadata: {} },
    },
    {
      ...timed(1_680, 30),
      command: 'displayHTML("<h3>Checks</h3><p>3 of 3 have passed.</p>")',
      results: listOf({ type: 'htmlSandbox', data: '<h3>Checks</h3><p>3 of 3 have passed.</p>' }),
    },
    output.error === undefined ? endOf(output.result, timed(1_710, 15)) : failureOf(output, timed(1_710, 15)),
  ]
}

function listOf(...data: readonly object[]) {
  return { type: 'listResults', data, addedWidgets: {}, removedWidgets: [], metadata: {} }
}

const LARGEST_REGIONS = {
  ...{ type: 'table', arguments: {}, aggData: [], plotOptions: null, overflow: false },
  schema: [
    { name: 'region', type: '"string"', metadata: '{}' },
    { name: 'sum(amount)', type: '"double"', metadata: '{}' },
  ],
  data: [
    ['EMEA', 184_210.5],
    ['APAC', 92_770],
    ['AMER', null],
  ],
}

/** What the notebook gives back is its last output too. */
function endOf(result: string | undefined, times: object): Cell {
  const type = result?.trimStart().startsWith('<') ? 'html' : 'ansi'
  return {
    ...times,
    command: 'dbutils.notebook.exit(result)',
    results: result === undefined ? null : listOf({ type, data: result }),
  }
}

function failureOf({ error = '', errorTrace = '' }: Attempt['output'], times: object): Cell {
  return {
    ...{ ...times, command: 'check(figures)', results: listOf() },
    errorSummary: `<span class='ansired'>${escapeHtml(error)}</span>`,
    error: `<div class="ansiout">${escapeHtml(errorTrace)}</div>`,
  }
}
