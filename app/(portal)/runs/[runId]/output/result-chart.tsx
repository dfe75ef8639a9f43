import { BarChart, LineChart } from '@/app/_components/chart'
import { Tabs } from '@/app/_components/tabs'
import type { Words } from '@/lib/language/words'
import { chartColumns, chartOf } from '@/lib/results/chart-of'
import type { WholeTable } from '@/lib/results/whole-table'
import { type OutputLook, outputHref } from './output-look'

interface ResultChartProps {
  readonly table: WholeTable
  readonly look: OutputLook
  readonly words: Words['results']
}

/** One column of numbers drawn, and the others to choose from. */
export function ResultChart({ table, look, words }: ResultChartProps) {
  const chart = chartOf(table, look.column)
  if (!chart) return null
  const columns = chartColumns(table)
  const name = table.columns[chart.value] ?? ''
  const { points, least, most } = chart
  const Drawing = chart.kind === 'bars' ? BarChart : LineChart
  const text = words.chartText(name, points.length, ...rangeOf(points))
  return (
    <>
      {columns.length > 1 && (
        <Tabs
          label={words.chartOf}
          tabs={columns.map((at) => ({
            href: outputHref(look, { column: at }),
            label: table.columns[at] ?? '',
            current: at === chart.value,
          }))}
        />
      )}
      <Drawing label={words.chart(name)} text={text} points={points} least={least} most={most} />
      {chart.left > 0 && <p>{words.chartLeft(points.length, chart.left)}</p>}
    </>
  )
}

function rangeOf(points: readonly { readonly value: number }[]): [string, string] {
  const numbers = points.map(({ value }) => value)
  return [Math.min(...numbers).toLocaleString('en'), Math.max(...numbers).toLocaleString('en')]
}
