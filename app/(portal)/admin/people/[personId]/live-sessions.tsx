import { Button } from '@/app/_components/button'
import { type Column, DetailsList } from '@/app/_components/details-list'
import { Time } from '@/app/_components/time'
import { endSessionsAction } from '@/app/(portal)/admin/people/actions'
import type { Words } from '@/lib/language/words'
import type { PersonSession } from '@/lib/people/person'

interface LiveSessionsProps {
  readonly personId: string
  readonly sessions: readonly PersonSession[]
  /** The viewer's own. */
  readonly own: string
  readonly words: Words['people']
}

/** The sessions that live, each to be revoked, or all of them. */
export function LiveSessions({ personId, sessions, own, words }: LiveSessionsProps) {
  if (sessions.length === 0) return <p>{words.noSessions}</p>
  return (
    <>
      <DetailsList
        label={words.sessions}
        rows={sessions}
        rowKey={({ mark }) => mark}
        columns={columnsOf(personId, own, words)}
        plain
      />
      <p>{words.endNote}</p>
      <form action={endSessionsAction}>
        <input type="hidden" name="person" value={personId} />
        <Button type="submit" icon="sign-out">
          {words.endAll}
        </Button>
      </form>
    </>
  )
}

function columnsOf(personId: string, own: string, words: Words['people']): readonly Column<PersonSession>[] {
  const time = (at: number) => <Time at={at} />
  return [
    {
      key: 'session',
      label: words.session,
      cell: ({ mark }) => (
        <>
          {mark}
          {mark === own && ` (${words.yourOwn})`}
        </>
      ),
    },
    { key: 'started', label: words.started, cell: ({ startedAt }) => time(startedAt), oneLine: true },
    { key: 'seen', label: words.lastSeen, cell: ({ lastSeenAt }) => time(lastSeenAt), oneLine: true },
    { key: 'ends', label: words.ends, cell: ({ endsAt }) => time(endsAt), oneLine: true },
    {
      key: 'tools',
      label: words.tools,
      hiddenLabel: true,
      cell: ({ mark }) => (
        <form action={endSessionsAction}>
          <input type="hidden" name="person" value={personId} />
          <input type="hidden" name="session" value={mark} />
          <Button type="submit" look="subtle" icon="sign-out" label={words.endOf(mark)} />
        </form>
      ),
    },
  ]
}
