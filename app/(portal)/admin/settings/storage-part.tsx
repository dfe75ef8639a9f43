import columns from '@/app/_components/columns.module.css'
import { DetailsList } from '@/app/_components/details-list'
import { Pane } from '@/app/_components/pane'
import { Sentence } from '@/app/_components/sentence'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import { formatBytes, type Kept } from '@/lib/settings/kept'
import type { StorageView } from '@/lib/settings/server/view-storage'

interface StoragePartProps {
  readonly storage: StorageView
  readonly words: Words['settings']
}

const HOUR_MS = 3_600_000
const HOURS_A_DAY = 24

/** What the database keeps, how much of it, and until when. */
export function StoragePart({ storage: { kinds, bytes }, words }: StoragePartProps) {
  const now = Date.now()
  return (
    <div className={columns.column}>
      <Pane title={words.storage} actions={<span>{words.storageLead(formatBytes(bytes))}</span>}>
        <DetailsList
          plain
          label={words.storage}
          rows={kinds}
          rowKey={({ kind }) => kind}
          columns={[
            { key: 'kind', label: words.kind, cell: ({ kind }) => words.kinds[kind] },
            {
              key: 'rows',
              label: words.rows,
              cell: ({ rows }) => (rows === undefined ? words.several : words.about(rows)),
            },
            { key: 'size', label: words.size, cell: ({ bytes: size }) => formatBytes(size), oneLine: true },
            { key: 'oldest', label: words.oldest, cell: (kept) => <Oldest kept={kept} words={words} /> },
            { key: 'kept', label: words.kept, cell: (kept) => keptFor(kept, words) },
            { key: 'removed', label: words.removed, cell: (kept) => <Removed kept={kept} now={now} words={words} /> },
          ]}
        />
      </Pane>
      <Pane title={words.how}>
        <p>{words.sweeps}</p>
        <p>{words.rowsNote}</p>
        <p>{words.elsewhere}</p>
      </Pane>
    </div>
  )
}

interface OfKind {
  readonly kept: Kept
  readonly words: Words['settings']
}

function Oldest({ kept: { oldest }, words }: OfKind) {
  if (oldest) return <Time at={oldest.getTime()} />
  return oldest === null ? words.none : words.notLookedUp
}

function keptFor({ kind, keeping }: Kept, words: Words['settings']): string {
  if (kind === 'flowCounts') return words.forGood
  if (!keeping) return words.untilDeleted
  const hours = keeping.ms / HOUR_MS
  const isDays = hours >= HOURS_A_DAY && hours % HOURS_A_DAY === 0
  const length = isDays ? words.units.days(hours / HOURS_A_DAY) : words.units.hours(hours)
  const time = words.afterUse[kind]?.(length) ?? length
  return keeping.setting ? words.keptBy(time, keeping.setting) : time
}

/** When the oldest goes, and when some last went. */
function Removed({ kept: { keeping, removedFrom, removedAt }, now, words }: OfKind & { readonly now: number }) {
  if (!keeping) return words.noSweep
  if (!removedFrom && !removedAt) return words.whenOver
  const isDue = removedFrom !== undefined && removedFrom.getTime() <= now
  return (
    <>
      {isDue && words.nextSweep}
      {removedFrom && !isDue && <Sentence text={words.from} part={<Time at={removedFrom.getTime()} />} />}
      {removedFrom && removedAt && '. '}
      {removedAt && <Sentence text={words.last} part={<Time at={removedAt.getTime()} />} />}
    </>
  )
}
