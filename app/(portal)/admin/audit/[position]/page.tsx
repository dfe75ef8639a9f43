import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Columns } from '@/app/_components/columns'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { OutcomeBadge } from '@/app/(portal)/admin/audit/audit-table'
import { actionName, actorName } from '@/app/(portal)/admin/audit/audit-words'
import { getAuditRow } from '@/lib/audit/server/list-audit'
import { AuditChange } from './audit-change'
import { DetailFacts, WhatFacts, WhoFacts } from './audit-facts'

type Props = PageProps<'/admin/audit/[position]'>

/** The title and the page ask for the same: once. */
const opened = cache(async (position: string) => {
  return getAuditRow(await pageViewer(`/admin/audit/${position}`), position)
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  const { action } = await opened((await params).position)
  return actionName(action, (await currentWords()).auditLog)
})

export default page(AuditRowPage)

/** One row of the audit log: who, what, and what was different afterwards. For Admins. */
async function AuditRowPage({ params }: Props) {
  const row = await opened((await params).position)
  const words = await currentWords()
  const { auditLog: text, shell } = words
  const title = text.rowTitle(String(row.position))
  return (
    <>
      <Breadcrumbs label={shell.breadcrumb} trail={[{ href: '/admin/audit', label: text.title }]} current={title} />
      <PageHead title={actionName(row.action, text)} text={`${title}: ${actorName(row, text)}`}>
        <OutcomeBadge outcome={row.outcome} words={text} />
      </PageHead>
      <Columns
        side={
          <>
            <Pane title={text.who}>
              <WhoFacts row={row} words={words} />
            </Pane>
            <Pane title={text.what}>
              <WhatFacts row={row} words={words} />
            </Pane>
          </>
        }
      >
        <Pane title={text.change}>
          <AuditChange row={row} words={text} />
        </Pane>
        <Pane title={text.details}>
          <DetailFacts row={row} words={words} />
        </Pane>
      </Columns>
    </>
  )
}
