import { modelOfPage } from './model-of-page'
import type { Notebook, NotebookCell } from './notebook'
import { type PageRoom, pageRoom, takeText } from './page-room'
import { type Fields, fieldsOf, readOutputs, shownText, textIn } from './read-outputs'

const MOST_CELLS = 200
const MARKDOWN = /^\s*%md(?:-sandbox)?(?=\s|$)/

/**
 * The notebook of a page of runs/export, as much of it as a page of ours carries: undefined where nothing can be made of it. Not
 * described anywhere: the names are those that pages of Databricks were seen to have, and each of them may be missing.
 */
export function readNotebook(html: string): Notebook | undefined {
  const model = fieldsOf(modelOfPage(html))
  const commands = model?.commands
  if (!Array.isArray(commands)) return undefined
  const room = pageRoom()
  const all = commands
    .map(fieldsOf)
    .filter((command) => command !== undefined)
    .toSorted(byPosition)
  const places = all.flatMap((command, at) => (isEmpty(command) ? [] : [{ command, place: at + 1 }]))
  try {
    const cells = places.slice(0, MOST_CELLS).map(({ command, place }) => readCell(command, place, room))
    return { language: textIn(model, 'language').slice(0, 40), cells, cellsLeft: places.length - cells.length }
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined // a value so deep that it cannot be written out
    throw thrown
  }
}

/** The whole HTML of a cell's output, for a page of its own. `part` counts from 0. */
export function htmlOutput(notebook: Notebook, place: number, part: number): string | undefined {
  const output = notebook.cells.find((cell) => cell.place === place)?.outputs[part]
  return output?.kind === 'html' ? output.html : undefined
}

function byPosition(one: Fields, other: Fields): number {
  return positionOf(one) - positionOf(other) || 0
}

function positionOf({ position }: Fields): number {
  return typeof position === 'number' && Number.isFinite(position) ? position : 0
}

function isEmpty(command: Fields): boolean {
  return textIn(command, 'command').trim() === '' && !fieldsOf(command.results)
}

function readCell(command: Fields, place: number, room: PageRoom): NotebookCell {
  const written = textIn(command, 'command')
  const isMarkdown = MARKDOWN.test(written)
  const { text, truncated } = takeText(room, isMarkdown ? written.replace(MARKDOWN, '').trim() : written)
  const title = textIn(command, 'commandTitle')
  const known = { place, title: takeText(room, title.slice(0, 200)).text, text, truncated }
  if (isMarkdown) {
    return { ...known, kind: 'markdown', outputs: [], outputsLeft: 0, error: undefined, tookMs: undefined }
  }
  const { outputs, left, thrown } = readOutputs(command.results, room)
  return {
    ...known,
    kind: 'code',
    outputs,
    outputsLeft: left,
    error: errorOf(command, room) ?? thrown,
    tookMs: tookOf(command),
  }
}

/** A program may throw a trace alone, or a summary alone. */
function errorOf(command: Fields, room: PageRoom): NotebookCell['error'] {
  const [summary, trace] = [shownText(textIn(command, 'errorSummary')), shownText(textIn(command, 'error'))]
  if (summary === '' && trace === '') return undefined
  return {
    summary: takeText(room, (summary || lastLineOf(trace)).slice(0, 1_000)).text,
    trace: takeText(room, trace).text,
  }
}

function lastLineOf(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

function tookOf({ startTime, finishTime }: Fields): number | undefined {
  if (typeof startTime !== 'number' || typeof finishTime !== 'number' || startTime <= 0) return undefined
  const took = finishTime - startTime
  return took >= 0 && Number.isFinite(took) ? took : undefined
}
