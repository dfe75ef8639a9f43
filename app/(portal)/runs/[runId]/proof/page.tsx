import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { CommandBar } from '@/app/_components/command-bar'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { hasRole } from '@/lib/identity/roles'
import { proveRun } from '@/lib/runs/server/prove-run'
import { ProofTable } from './proof-table'

type Props = PageProps<'/runs/[runId]/proof'>

/** The title and the page ask for the same: once. */
const opened = cache(async (runId: string) => {
  const viewer = await pageViewer(`/runs/${runId}/proof`)
  return { viewer, ...(await proveRun(viewer, runId)) }
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  const { run } = (await opened((await params).runId)).view
  const words = await currentWords()
  return `${words.proof.title}: ${words.run.title(run.number)}`
})

export default page(ProofPage)

/** Who acted at each step of a run, from the click to its result. */
async function ProofPage({ params }: Props) {
  const { viewer, view, hops } = await opened((await params).runId)
  const { proof, run: runWords, runs, shell } = await currentWords()
  const { run } = view
  const mine = run.personId === viewer.personId
  const names = { servicePrincipal: runWords.servicePrincipal, runsAsUnknown: runWords.runsAsUnknown }
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[
          { key: 'json', label: proof.exportJson, icon: 'download', href: `/api/runs/${run.id}/proof`, plain: true },
        ]}
      />
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          mine ? { href: '/runs', label: runs.mine } : { href: '/admin/runs', label: runs.all },
          { href: `/runs/${run.id}`, label: runWords.title(run.number) },
        ]}
        current={proof.title}
      />
      <PageHead title={proof.title} text={proof.lead(run.flowTitle)} />
      <MessageBar tone="info">{proof.explained}</MessageBar>
      <ProofTable hops={hops} several={view.flow.definition.steps.length > 1} words={{ ...proof, ...names }} />
      {hasRole(viewer.roles, 'Portal.Admin') && (
        <p>
          <PageLink href={`/admin/audit?target=run:${run.id}`}>{proof.audit}</PageLink>
        </p>
      )}
    </>
  )
}
