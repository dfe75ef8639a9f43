import { formatDuration } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'
import { daysTouched } from '@/lib/language/zoned-day'
import { type LengthFigures, type NamedFigures, type RunFigures, SPANS, type Span } from '@/lib/runs/run-figures'
import { lengthText, meanText, rateText } from '@/lib/runs/run-figures-text'
import { Calendar } from './calendar'
import { BarChart } from './chart'
import { Stack } from './columns'
import { CommandBar } from './command-bar'
import { DayColumns } from './day-columns'
import { type Column, DetailsList } from './details-list'
import { EmptyState } from './empty-state'
import { FiguresAtAGlance } from './figures-at-a-glance'
import { FilterBar, SelectFilter } from './filter-bar'
import { PageHead } from './page-head'
import { PageLink } from './page-link'
import { Pane } from './pane'

interface FiguresPageProps {
  readonly path: '/runs/figures' | '/admin/runs/figures'
  /** Of the same runs. */
  readonly list: '/runs' | '/admin/runs'
  readonly title: string
  readonly lead: string
  readonly span: Span
  /** To choose from. */
  readonly spans: readonly Span[]
  /** The viewer's. */
  readonly timeZone: string
  /** A slug, or ''. */
  readonly flow: string
  readonly choices: readonly { readonly slug: string; readonly name: string }[]
  readonly figures: RunFigures
  readonly words: Words
}

/** Runs of some days as numbers and drawings, each with the way to the list behind it. */
export function FiguresPage({
  path,
  list,
  title,
  lead,
  span,
  spans,
  timeZone,
  flow,
  choices,
  figures,
  words,
}: FiguresPageProps) {
  const { figures: text, shell } = words
  const listOf = (asked: Record<string, string>) =>
    `${list}?${new URLSearchParams({ ...(flow && { flow }), ...asked })}`
  const { days, whole, before, listedFrom, flows, people, lengths } = figures
  const dayHref = (day: string) => (day < listedFrom ? undefined : listOf(daysTouched(day, timeZone)))
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[{ key: 'list', label: text.toList, icon: 'history', href: flow ? listOf({}) : list, plain: true }]}
      />
      <PageHead title={title} text={lead} />
      <FilterBar
        action={path}
        label={text.filters}
        applyLabel={text.apply}
        clearLabel={flow || span !== SPANS[0] ? text.clear : undefined}
      >
        <SelectFilter
          label={text.span}
          name="days"
          chosen={String(span)}
          options={spans.map((days) => ({ value: String(days), label: text.spans[days] }))}
        />
        <SelectFilter
          label={text.flow}
          name="flow"
          chosen={flow}
          options={withChosen(choices, flow, flows).map(({ slug, name }) => ({ value: slug, label: name }))}
          any={text.anyFlow}
        />
      </FilterBar>
      {whole.runs === 0 ? (
        <EmptyState icon="calendar" text={text.none} />
      ) : (
        <Stack>
          <FiguresAtAGlance whole={whole} before={before} words={text} />
          <Pane title={text.calendar}>
            <Calendar label={text.calendar} days={days} hrefOf={dayHref} words={text} />
          </Pane>
          <Times days={days} words={text} />
          {lengths.length > 0 && <Lengths lengths={lengths} ran={whole.ran} words={text} />}
          {!flow && (
            <Named
              title={text.flows}
              first={text.flow}
              rows={flows}
              hrefOf={({ key }) => `${path}?${new URLSearchParams({ days: String(span), flow: key })}`}
              words={text}
            />
          )}
          {people.length > 0 && (
            <Named
              title={text.people}
              first={text.person}
              rows={people}
              hrefOf={({ key }) => `/admin/people/${key}`}
              words={text}
            />
          )}
        </Stack>
      )}
    </>
  )
}

/** A flow that is filtered by stands among them, also where the viewer could not press it. */
function withChosen(choices: FiguresPageProps['choices'], flow: string, flows: RunFigures['flows']) {
  if (!flow || choices.some(({ slug }) => slug === flow)) return choices
  return [...choices, { slug: flow, name: flows.find(({ key }) => key === flow)?.name ?? flow }]
}

function Times({ days, words }: { readonly days: RunFigures['days']; readonly words: Words['figures'] }) {
  const columns = days.map(({ day, ran, queuedMs, tookMs }) => ({
    key: day,
    foot: ran && queuedMs / ran,
    whole: ran && tookMs / ran,
  }))
  const highest = columns.reduce((most, one) => (one.whole > most.whole ? one : most))
  return (
    <Pane title={words.times}>
      {highest.whole === 0 ? (
        <p>{words.noTimes}</p>
      ) : (
        <DayColumns
          label={words.times}
          text={words.timesText(formatDuration(highest.whole), highest.key)}
          columns={columns}
        />
      )}
      <details>
        <summary>{words.byDay}</summary>
        <DetailsList
          label={words.byDay}
          plain
          rows={days.filter(({ runs }) => runs > 0).toReversed()}
          rowKey={({ day }) => day}
          columns={[{ key: 'day', label: words.dayColumn, cell: ({ day }) => day }, ...figureColumns(words)]}
        />
      </details>
    </Pane>
  )
}

interface LengthsProps {
  readonly lengths: readonly LengthFigures[]
  readonly ran: number
  readonly words: Words['figures']
}

function Lengths({ lengths, ran, words }: LengthsProps) {
  return (
    <Pane title={words.lengths}>
      <BarChart
        label={words.lengths}
        text={words.lengthsText(words.number(ran))}
        points={lengths.map((one) => ({ label: lengthText(one, words), value: one.runs }))}
        least={0}
        most={Math.max(...lengths.map(({ runs }) => runs))}
      />
    </Pane>
  )
}

interface NamedProps {
  readonly title: string
  readonly first: string
  readonly rows: readonly NamedFigures[]
  readonly hrefOf: (row: NamedFigures) => string
  readonly words: Words['figures']
}

function Named({ title, first, rows, hrefOf, words }: NamedProps) {
  return (
    <Pane title={title}>
      <DetailsList
        label={title}
        plain
        rows={rows}
        rowKey={({ key }) => key}
        columns={[
          { key: 'name', label: first, cell: (row) => <PageLink href={hrefOf(row)}>{row.name}</PageLink> },
          ...figureColumns<NamedFigures>(words),
        ]}
      />
      {rows.length >= 20 && <p>{words.most}</p>}
    </Pane>
  )
}

function figureColumns<Row extends RunFigures['whole']>(words: Words['figures']): readonly Column<Row>[] {
  return [
    { key: 'runs', label: words.runs, align: 'end', cell: ({ runs }) => words.number(runs) },
    { key: 'bad', label: words.bad, align: 'end', cell: ({ bad }) => words.number(bad) },
    { key: 'rate', label: words.rate, align: 'end', cell: (row) => rateText(row, words) },
    { key: 'took', label: words.took, align: 'end', cell: (row) => meanText(row, 'took', words) },
    {
      key: 'queued',
      label: words.queued,
      align: 'end',
      cell: (row) => meanText(row, 'queued', words),
    },
  ]
}
