import { expect, it } from 'vitest'
import type { Attempt, TaskOutput } from '@/emulators/databricks/engine/model'
import { notebookPage } from '@/emulators/databricks/wire/notebook-page'
import { readNotebook } from '@/lib/notebooks/read-notebook'

const read = (output: TaskOutput) =>
  readNotebook(notebookPage('Sales & more', { output, runningAt: 1_000 } as Attempt))

it('the page that the emulator exports is read with all its cells', () => {
  expect(read({ result: 'done' })).toMatchObject({
    ...{ language: 'python', cellsLeft: 0 },
    cells: [
      { kind: 'markdown', text: expect.stringContaining('# Sales & more') },
      { outputs: [{ kind: 'text' }], tookMs: 420 },
      { title: 'Largest regions', outputs: [{ kind: 'table', columns: ['region', 'sum(amount)'], totalRows: 3 }] },
      { outputs: [{ kind: 'html', text: 'Checks\n3 of 3 have passed.' }] },
      { outputs: [{ kind: 'text', text: 'done' }], error: undefined },
    ],
  })
  expect(read({ result: '<p>1' })?.cells[4]?.outputs).toMatchObject([{ kind: 'html', html: '<p>1', text: '1' }])
  expect(read({ error: 'a < b', errorTrace: '\u001b[31mline 1\u001b[0m\n<2>' })?.cells[4]).toMatchObject({
    outputs: [],
    error: { summary: 'a < b', trace: '\u001b[31mline 1\u001b[0m\n<2>' },
  })
})
