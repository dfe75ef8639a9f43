import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { CommandBar } from '@/app/_components/command-bar'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { attempt, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { WorkspaceRefusal } from '@/app/(portal)/workspace/workspace-refusal'
import { isOfWorkspace, type PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import { readNotebook } from '@/lib/notebooks/read-notebook'
import { notebookOfRun } from '@/lib/runs/server/notebook-of-run'
import { NotebookCells } from './notebook-cells'
import { notebookPath } from './notebook-path'

type Props = PageProps<'/runs/[runId]/notebook'>

export const generateMetadata = pageTitle(async () => (await currentWords()).notebook.open)

export default page(NotebookPage)

/** A notebook as it ran, drawn from what Databricks exports to the viewer's own token. The workspace is asked at each view. */
async function NotebookPage({ params, searchParams }: Props) {
  const { runId } = await params
  const { attempt: asked } = await searchParams
  const taskRunId = typeof asked === 'string' && /^\d{1,19}$/.test(asked) ? asked : ''
  const here = notebookPath(runId, taskRunId)
  const viewer = await pageViewer(here)
  const found = await attempt(() => notebookOfRun(viewer, { runId, attempt: taskRunId }))
  if (!found.ok && !isSaidHere(found.error)) throw found.error
  const words = await currentWords()
  if (!found.ok) return <Refused error={found.error} viewer={viewer} runId={runId} here={here} words={words} />
  const { run, taskKey, name, html } = found.value
  const { notebook: own, runs, shell } = words
  const mine = run.personId === viewer.personId
  const notebook = readNotebook(html)
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[
          { key: 'save', label: own.save, icon: 'download', href: `/api${here}&as=file`, plain: true },
          { key: 'exported', label: own.asExported, icon: 'open', href: `/api${here}`, plain: true },
        ]}
      />
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          mine ? { href: '/runs', label: runs.mine } : { href: '/admin/runs', label: runs.all },
          { href: `/runs/${run.id}`, label: words.run.title(run.number) },
        ]}
        current={own.title(taskKey)}
      />
      <PageHead
        title={name}
        text={notebook && own.lead(notebook.cells.length + notebook.cellsLeft, notebook.language)}
      />
      <NotebookCells notebook={notebook} path={here} words={own} />
    </>
  )
}

/** What has words of its own beside the way back; the rest is said as on every page. */
function isSaidHere({ code }: PortalError): boolean {
  return code === 'results_secret' || isOfWorkspace(code)
}

interface RefusedProps {
  readonly error: PortalError
  readonly viewer: Viewer
  readonly runId: string
  readonly here: string
  readonly words: Words
}

/** Why there is no notebook to see, and what to do. */
function Refused({ error, viewer, runId, here, words }: RefusedProps) {
  const { notebook, runs, shell, workspace, errors } = words
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          { href: '/runs', label: runs.mine },
          { href: `/runs/${runId}`, label: notebook.run },
        ]}
        current={notebook.open}
      />
      <PageHead title={notebook.open} />
      {error.code === 'results_secret' ? (
        <MessageBar tone="info" title={errors.results_secret({}).title}>
          {errors.results_secret({}).next}
        </MessageBar>
      ) : (
        <WorkspaceRefusal error={error} viewer={viewer} here={here} words={workspace} errors={errors} />
      )}
    </>
  )
}
