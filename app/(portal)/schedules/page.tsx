import { DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { Tabs } from '@/app/_components/tabs'
import { Time } from '@/app/_components/time'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { hasRole } from '@/lib/identity/roles'
import type { Words } from '@/lib/language/words'
import { type Schedule, statusOf } from '@/lib/schedules/schedule'
import { listEverybodysSchedules, listSchedules } from '@/lib/schedules/server/own-schedules'
import { timingWords } from '@/lib/schedules/timing-words'
import { ScheduleButtons } from './schedule-buttons'

type Props = PageProps<'/schedules'>

export const generateMetadata = pageTitle(async () => (await currentWords()).schedules.title)

export default page(SchedulesPage)

/** The viewer's own schedules; with `?all=1`, for Admins, everybody's. */
async function SchedulesPage({ searchParams }: Props) {
  const { all, done } = await searchParams
  const areEverybodys = all === '1'
  const viewer = await pageViewer(areEverybodys ? '/schedules?all=1' : '/schedules')
  const list = areEverybodys ? await listEverybodysSchedules(viewer) : await listSchedules(viewer)
  const words = await currentWords()
  const { schedules } = words
  return (
    <>
      <PageHead title={schedules.title} text={areEverybodys ? schedules.everybodysLead : schedules.lead} />
      {hasRole(viewer.roles, 'Portal.Admin') && (
        <Tabs
          label={schedules.views}
          tabs={[
            { href: '/schedules', label: schedules.mine, current: !areEverybodys },
            { href: '/schedules?all=1', label: schedules.everybodys, current: areEverybodys },
          ]}
        />
      )}
      <DoneBar done={typeof done === 'string' ? done : ''} words={words} />
      {list.length === 0 ? (
        <EmptyState icon="calendar" text={areEverybodys ? schedules.noneOfAnybody : schedules.none} />
      ) : (
        <ScheduleList list={list} viewerId={viewer.personId} areEverybodys={areEverybodys} words={words} />
      )}
    </>
  )
}

function DoneBar({ done, words: { schedules, errors } }: { readonly done: string; readonly words: Words }) {
  const ended = errors.schedule_ended({})
  if (done === 'ended') {
    return (
      <MessageBar tone="error" title={`${schedules.notChanged} ${ended.title}`}>
        {ended.next}
      </MessageBar>
    )
  }
  if (done !== 'added' && done !== 'changed' && done !== 'deleted') return null
  return <MessageBar tone="success">{schedules[done]}</MessageBar>
}

interface ScheduleListProps {
  readonly list: readonly Schedule[]
  readonly viewerId: string
  readonly areEverybodys: boolean
  readonly words: Words
}

function ScheduleList({ list, viewerId, areEverybodys, words: { schedules, errors } }: ScheduleListProps) {
  const now = Date.now()
  return (
    <DetailsList
      label={schedules.list}
      rows={list}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'flow',
          label: schedules.flow,
          cell: ({ flowSlug, flowTitle }) => <PageLink href={`/flows/${flowSlug}`}>{flowTitle}</PageLink>,
        },
        ...(areEverybodys
          ? [{ key: 'person', label: schedules.person, cell: ({ personName }: Schedule) => personName }]
          : []),
        {
          key: 'when',
          label: schedules.when,
          cell: ({ cron, timeZone }) => `${timingWords(cron, schedules.says)} (${timeZone})`,
        },
        {
          key: 'status',
          label: schedules.status,
          cell: (row) => (
            <>
              {schedules.statuses[statusOf(row, now)]}
              {row.problem && <p>{whyLeftOut(row.problem, schedules, errors)}</p>}
            </>
          ),
        },
        {
          key: 'next',
          label: schedules.next,
          cell: ({ nextAt }) => (nextAt === undefined ? schedules.noNext : <Time at={nextAt} />),
          oneLine: true,
        },
        {
          key: 'last',
          label: schedules.last,
          cell: ({ last }) =>
            last ? <PageLink href={`/runs/${last.runId}`}>{schedules.run(last.number)}</PageLink> : schedules.noLast,
          oneLine: true,
        },
        { key: 'until', label: schedules.until, cell: ({ until }) => <Time at={until} />, oneLine: true },
        {
          key: 'actions',
          label: schedules.actions,
          cell: (row) => (
            <ScheduleButtons
              schedule={row}
              status={statusOf(row, now)}
              isOwn={row.personId === viewerId}
              areEverybodys={areEverybodys}
              words={schedules}
            />
          ),
        },
      ]}
    />
  )
}

function whyLeftOut(
  { code, facts }: NonNullable<Schedule['problem']>,
  words: Words['schedules'],
  errors: Words['errors'],
): string {
  const { title, next } = errors[code](facts)
  return `${words.leftOut} ${title} ${next}`
}
