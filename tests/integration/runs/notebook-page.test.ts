import { expect, it } from 'vitest'
import { readNotebook } from '@/lib/notebooks/read-notebook'
import { notebookOfRun } from '@/lib/runs/server/notebook-of-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { SAMPLE_FLOWS } from './sample-flows'

describePortal('the notebook of a run', [...SAMPLE_FLOWS], (portal) => {
  it('is read from the page that the workspace exports, with its cells and what they gave back', async () => {
    const viewer = await portal.signIn('user@contoso.example')
    const runId = await portal.press(viewer, 'refresh-sales', { region: 'EMEA', top_n: '3' })
    await portal.databricks().advanceClock(600_000)
    const { tasks } = await portal.untilRun(viewer, runId, ({ run }) => run.state === 'done')
    const { name, html } = await notebookOfRun(viewer, { runId, attempt: tasks[0]?.databricksRunId ?? '' })
    const notebook = readNotebook(html)
    expect(name).toBe('refresh_sales')
    expect(notebook).toMatchObject({ language: 'python', cellsLeft: 0 })
    expect(notebook?.cells.map(({ kind, outputs }) => [kind, ...outputs.map((output) => output.kind)])).toEqual([
      ['markdown'],
      ['code', 'text'],
      ['code', 'table'],
      ['code', 'html'],
      ['code', 'text'],
    ])
    expect(notebook?.cells[1]?.outputs).toMatchObject([{ text: '\u001b[32m4120\u001b[0m rows\n' }])
    expect(notebook?.cells[2]).toMatchObject({ title: 'Largest regions', tookMs: 1_260 })
  })
})
