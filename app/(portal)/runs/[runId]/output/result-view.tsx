import { Tabs } from '@/app/_components/tabs'
import type { Words } from '@/lib/language/words'
import { chartColumns } from '@/lib/results/chart-of'
import { type OutputLook, outputHref, type View } from './output-look'
import type { ReadOutput } from './read-output'
import { ResultChart } from './result-chart'
import { ResultDocument } from './result-document'
import { ResultLog } from './result-log'
import { ResultRows } from './result-rows'
import { ResultTree } from './result-tree'

interface ResultViewProps {
  readonly output: ReadOutput
  readonly look: OutputLook
  readonly words: Words['results']
}

/** A result in the form that was asked for, or else in the one that fits it. */
export function ResultView({ output, look, words }: ResultViewProps) {
  const views = output.views.filter((view) => view !== 'chart' || isDrawable(output))
  const view = views.find((one) => one === look.view) ?? views[0] ?? 'text'
  return (
    <>
      {views.length > 1 && (
        <Tabs
          label={words.views}
          tabs={views.map((one) => ({
            href: outputHref(look, { view: one, find: '', from: 0, until: undefined }),
            label: words.view[one],
            current: one === view,
          }))}
        />
      )}
      <Shown view={view} output={output} look={{ ...look, view }} words={words} />
    </>
  )
}

function isDrawable({ table }: ReadOutput): boolean {
  return table !== undefined && table.rows.length > 1 && chartColumns(table).length > 0
}

function Shown({ view, output, look, words }: ResultViewProps & { readonly view: View }) {
  const { table, tree, text } = output
  if (view === 'table' && table) return <ResultRows table={table} look={look} words={words} />
  if (view === 'chart' && table) return <ResultChart table={table} look={look} words={words} />
  if (view === 'tree' && tree) return <ResultTree tree={tree} words={words} />
  if (view === 'document') return <ResultDocument text={text} />
  return <ResultLog text={text} look={look} words={words} />
}
