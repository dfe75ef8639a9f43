import { CommandBar } from '@/app/_components/command-bar'
import { EmptyState } from '@/app/_components/empty-state'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { Pager } from '@/app/_components/pager'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { type AuditQuery, auditQueryString, isFiltered, parseAuditQuery } from '@/lib/audit/audit-query'
import { listAudit } from '@/lib/audit/server/list-audit'
import { formatTime } from '@/lib/language/format'
import { AuditFilters } from './audit-filters'
import { AuditTable } from './audit-table'
import { ChainState } from './chain-state'

export const generateMetadata = pageTitle(async () => (await currentWords()).auditLog.title)

export default page(AuditLogPage)

/** Every change and refusal, and whether the chain of rows holds. For Admins. */
async function AuditLogPage({ searchParams }: PageProps<'/admin/audit'>) {
  const asked = parseAuditQuery(await searchParams)
  const href = (change?: Partial<AuditQuery>) => `/admin/audit${auditQueryString(asked, change)}`
  const viewer = await pageViewer(href())
  const timeZone = await currentTimeZone()
  const { rows, newer, older, stoppedAt, check } = await listAudit(viewer, asked, timeZone)
  const { auditLog: words, shell } = await currentWords()
  const filters = auditQueryString(asked, { after: '', before: '' }).slice(1)
  const file = (format: string) => `/api/audit?format=${format}${filters && `&${filters}`}`
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[
          { key: 'refresh', label: shell.refresh, icon: 'refresh', href: href(), plain: true },
          { key: 'csv', label: words.exportCsv, icon: 'download', href: file('csv'), plain: true },
          { key: 'json', label: words.exportJson, icon: 'download', href: file('json'), plain: true },
        ]}
      />
      <PageHead title={words.title} text={words.lead} />
      <ChainState check={check} timeZone={timeZone} words={words.chain} />
      <AuditFilters asked={asked} words={words} />
      {stoppedAt !== undefined && (
        <MessageBar tone="info">
          {words.stopped.replace('{time}', formatTime(stoppedAt, timeZone, 'seconds'))}
        </MessageBar>
      )}
      {rows.length === 0 ? (
        <EmptyState icon="clipboard" text={isFiltered(asked) ? words.noneFound : words.none} />
      ) : (
        <AuditTable rows={rows} words={words} />
      )}
      <Pager
        label={words.pages}
        newer={newer && { href: href(newer), label: words.newer }}
        older={older && { href: href(older), label: words.older }}
      />
    </>
  )
}
