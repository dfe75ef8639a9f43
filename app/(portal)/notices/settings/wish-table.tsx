import { DetailsList } from '@/app/_components/details-list'
import type { Words } from '@/lib/language/words'
import { type Way, WISHED_EVENTS, type Wishes } from '@/lib/notices/notice'

interface WishTableProps {
  readonly label: string
  readonly wishes: Wishes
  /** Of which this portal has any. */
  readonly ways: readonly Way[]
  readonly words: Words['notices']
}

/** One row for each event, one box for each way. */
export function WishTable({ label, wishes, ways, words }: WishTableProps) {
  return (
    <DetailsList
      label={label}
      rows={WISHED_EVENTS}
      rowKey={(event) => event}
      columns={[
        {
          key: 'event',
          label: words.event,
          cell: (event) => (
            <div>
              {words.events[event]}
              <p>{words.eventHelp[event]}</p>
            </div>
          ),
        },
        ...ways.map((way: Way) => ({
          key: way,
          label: words.ways[way],
          cell: (event: keyof Wishes) => (
            <input
              type="checkbox"
              name={event}
              value={way}
              defaultChecked={wishes[event].includes(way)}
              aria-label={words.wayOf(words.events[event], words.ways[way])}
            />
          ),
        })),
      ]}
    />
  )
}
