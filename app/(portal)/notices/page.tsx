import type { Command } from '@/app/_components/command-bar'
import { CommandBar } from '@/app/_components/command-bar'
import { DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHead } from '@/app/_components/page-head'
import { Pager } from '@/app/_components/pager'
import { SubmitButton } from '@/app/_components/submit-button'
import { Time } from '@/app/_components/time'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import type { Words } from '@/lib/language/words'
import type { DeliveryState } from '@/lib/notices/delivery'
import type { Notice } from '@/lib/notices/notice'
import { noticeText } from '@/lib/notices/notice-text'
import { listNotices } from '@/lib/notices/server/own-notices'
import { readAllNoticesAction, readNoticeAction } from './actions'

export const generateMetadata = pageTitle(async () => (await currentWords()).notices.title)

export default page(NoticesPage)

/** What the viewer was told of their runs. */
async function NoticesPage({ searchParams }: PageProps<'/notices'>) {
  const { before: asked } = await searchParams
  const viewer = await pageViewer('/notices')
  const { notices, before } = await listNotices(viewer, typeof asked === 'string' ? asked : undefined)
  const words = await currentWords()
  const { notices: own, shell, runs } = words
  return (
    <>
      <CommandBar label={shell.commands} moreLabel={shell.more} commands={commandsOf(notices, words)} />
      <form id="read-all" action={readAllNoticesAction} hidden />
      <PageHead title={own.title} text={own.lead} />
      {notices.length === 0 ? (
        <EmptyState icon="alert" text={own.none} />
      ) : (
        <NoticeList list={notices} words={words} />
      )}
      {(before !== undefined || asked !== undefined) && (
        <Pager
          label={own.pages}
          newer={asked === undefined ? undefined : { href: '/notices', label: own.newest }}
          older={before === undefined ? undefined : { href: `/notices?before=${before}`, label: runs.older }}
        />
      )}
    </>
  )
}

function commandsOf(list: readonly Notice[], { notices, shell }: Words): readonly Command[] {
  return [
    ...(list.some(({ isRead }) => !isRead)
      ? [{ key: 'read', label: notices.readAll, icon: 'check', form: 'read-all' } as const]
      : []),
    { key: 'settings', label: notices.settings, icon: 'settings', href: '/notices/settings' },
    { key: 'refresh', label: shell.refresh, icon: 'refresh', href: '/notices', plain: true },
  ]
}

interface NoticeListProps {
  readonly list: readonly Notice[]
  readonly words: Words
}

function NoticeList({ list, words }: NoticeListProps) {
  const { notices } = words
  return (
    <DetailsList
      label={notices.title}
      rows={list}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'what',
          label: notices.what,
          cell: (notice) => (
            <div>
              {noticeText(notice, words)}
              {notice.deliveries.map((delivery) => (
                <p key={delivery.way}>{deliveryText(delivery, notices)}</p>
              ))}
              {!notice.isRead && <span className="visually-hidden">, {notices.unread}</span>}
            </div>
          ),
        },
        { key: 'when', label: notices.when, cell: ({ at }) => <Time at={at} />, oneLine: true },
        { key: 'read', label: notices.state, cell: ({ isRead }) => (isRead ? notices.isRead : notices.isNew) },
        { key: 'do', label: notices.actions, cell: (notice) => <NoticeButtons notice={notice} words={words} /> },
      ]}
    />
  )
}

function deliveryText({ way, state, problem }: DeliveryState, words: Words['notices']): string {
  const name = words.ways[way]
  if (state === 'sent') return words.sent(name)
  const why = problem ? ` ${words.problems[problem]}` : ''
  return `${state === 'open' ? words.toSend(name) : words.givenUp(name)}${why}`
}

/** To open a notice is to have read it; a link could not say so, since looking changes nothing. */
function NoticeButtons({ notice, words }: { readonly notice: Notice; readonly words: Words }) {
  const { notices } = words
  const named = (verb: string) => `${verb}: ${noticeText(notice, words)}`
  return (
    <form action={readNoticeAction}>
      <input type="hidden" name="notice" value={notice.id} />
      {notice.run && (
        <SubmitButton look="default" name="to" value="run" aria-label={named(notices.open)}>
          {notices.open}
        </SubmitButton>
      )}{' '}
      {!notice.isRead && (
        <SubmitButton look="subtle" name="to" value="list" aria-label={named(notices.markRead)}>
          {notices.markRead}
        </SubmitButton>
      )}
    </form>
  )
}
