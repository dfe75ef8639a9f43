import { DetailsList } from '@/app/_components/details-list'
import { Pane } from '@/app/_components/pane'
import { valueText } from '@/lib/flows/value-text'
import { formatDuration } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'
import type { ComparedThing, ComparedValue, Comparison } from '@/lib/runs/comparison'
import type { RunRow } from '@/lib/runs/run-view'
import type { ComparedRuns } from '@/lib/runs/server/compare-runs'
import { firstOf } from '@/lib/runs/storable-text'
import styles from './compare.module.css'

/** The run's own page has all of it. */
const LONGEST_SHOWN = 500

interface ComparedRowsProps extends ComparedRuns {
  readonly words: Words
}

/** What differs in one list, what cannot be told in another, and what is the same folded away. */
export function ComparedRows({ a, b, comparisons, words }: ComparedRowsProps) {
  const { compare } = words
  const of = (...verdicts: readonly Comparison['verdict'][]) =>
    comparisons.filter(({ verdict }) => verdicts.includes(verdict))
  const [different, untold, same] = [of('different'), of('unknown', 'hidden'), of('same')]
  const list = (label: string, rows: readonly Comparison[]) => (
    <Rows label={label} rows={rows} runs={[a, b]} words={words} />
  )
  return (
    <div className={styles.lists}>
      <Pane title={compare.differences}>
        {different.length === 0 ? <p>{compare.noDifferences}</p> : list(compare.differences, different)}
      </Pane>
      {untold.length > 0 && <Pane title={compare.cannotTell}>{list(compare.cannotTell, untold)}</Pane>}
      {same.length > 0 && (
        <details>
          <summary>{compare.same(same.length)}</summary>
          <Pane title={compare.sameList}>{list(compare.sameList, same)}</Pane>
        </details>
      )}
    </div>
  )
}

interface RowsProps {
  readonly label: string
  readonly rows: readonly Comparison[]
  readonly runs: readonly [RunRow, RunRow]
  readonly words: Words
}

function Rows({ label, rows, runs, words }: RowsProps) {
  const column = (at: 0 | 1) => ({
    key: `run${at}`,
    label: words.run.title(runs[at].number),
    cell: ({ thing, verdict, values }: Comparison) =>
      verdict === 'hidden' ? words.compare.hidden : shown(thing, values[at], verdict === 'unknown', words),
  })
  return (
    <DetailsList
      label={label}
      rows={rows}
      rowKey={({ thing }) => ('name' in thing ? `${thing.of} ${thing.name}` : thing.of)}
      plain
      columns={[
        { key: 'what', label: words.compare.what, cell: ({ thing }) => nameOf(thing, words) },
        column(0),
        column(1),
      ]}
    />
  )
}

function nameOf(thing: ComparedThing, { compare }: Words): string {
  return 'name' in thing ? compare.of[thing.of](thing.name) : compare.things[thing.of]
}

function shown(thing: ComparedThing, value: ComparedValue, isUnknown: boolean, words: Words): string {
  const { compare } = words
  if (value === undefined) return isUnknown ? compare.notKnown : compare.none
  if ('ms' in value) return formatDuration(value.ms)
  const text = 'given' in value ? valueText(value.field, value.given, words.run) : inWords(thing, value.text, words)
  return text.length > LONGEST_SHOWN ? `${firstOf(text, LONGEST_SHOWN)}…` : text
}

/** What is a word of ours, in its words. */
function inWords({ of }: ComparedThing, text: string, { run, runs }: Words): string {
  const wordsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    status: run.statuses,
    taskStatus: run.statuses,
    identityMode: run.identityModes,
    trigger: runs.triggers,
    cause: run.failures.causes,
  }
  const known = Object.hasOwn(wordsOf, of) ? wordsOf[of] : undefined
  return (known && Object.hasOwn(known, text) ? known[text] : undefined) ?? text
}
