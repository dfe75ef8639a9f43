import { redirect } from 'next/navigation'
import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Columns } from '@/app/_components/columns'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { startedByName } from '@/app/_components/runs-as-name'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import type { Words } from '@/lib/language/words'
import { isActive } from '@/lib/runs/run-state'
import type { RunRow } from '@/lib/runs/run-view'
import { getRun } from '@/lib/runs/server/get-run'
import { permittedRunId } from '@/lib/runs/server/permitted-run'
import { hasSeveralSteps } from '@/lib/runs/shown-steps'
import { RunCommands } from './run-commands'
import { RunDetails } from './run-details'
import { RunInputs } from './run-inputs'
import { RunNotes } from './run-notes'
import { RunProblem } from './run-problem'
import { RunResults } from './run-results'
import { RunSteps } from './run-steps'
import { RunStrip } from './run-strip'
import { RunTasks } from './run-tasks'
import { RunUsual } from './run-usual'
import { runsAsOf } from './runs-as-of'
import { parseTaskLook } from './task-look'
import { TellMe, type TellMeWords } from './tell-me'

type Props = PageProps<'/runs/[runId]'>

/** What people call a run by: "run 12". */
const NUMBER = /^[1-9]\d{0,9}$/

/** The title and the page ask for the same: once. A run's number leads to its address. */
const opened = cache(async (runId: string) => {
  const viewer = await pageViewer(`/runs/${runId}`)
  if (NUMBER.test(runId)) redirect(`/runs/${await permittedRunId(viewer, Number(runId))}`)
  return { viewer, view: await getRun(viewer, runId) }
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  const { runId } = await params
  const { run } = (await opened(runId)).view
  return `${run.flowTitle}: ${(await currentWords()).run.statuses[run.status]}`
})

export default page(RunPage)

/** A run: how it stands, as whom, with what, and what came of it. The server draws all of it, again at each change. */
async function RunPage({ params, searchParams }: Props) {
  const { runId } = await params
  const { viewer, view } = await opened(runId)
  const words = await currentWords()
  const asked = await searchParams
  const { problem } = asked
  const { run } = view
  const look = parseTaskLook(run.id, asked)
  const now = Date.now()
  const mine = run.personId === viewer.personId
  const trail = [
    { href: '/', label: words.shell.nav.home },
    mine ? { href: '/runs', label: words.runs.mine } : { href: '/admin/runs', label: words.runs.all },
  ]
  return (
    <>
      <RunCommands view={view} mine={mine} words={words} />
      <Breadcrumbs label={words.shell.breadcrumb} trail={trail} current={words.run.title(run.number)} />
      <PageHead
        title={run.flowTitle}
        text={words.run.identities(startedByName(run, words.run), runsAsOf(view, words.run))}
      >
        <RunStrip run={run} active={isActive(run.state)} words={words.run} now={now} />
      </PageHead>
      {mine && isActive(run.state) && <TellMe runId={run.id} words={tellMeWords(run, words.notices)} />}
      {view.usual && <RunUsual usual={view.usual} tookMs={now - run.createdAt} words={words.run.usual} />}
      <RunProblem view={view} mine={mine} refusal={typeof problem === 'string' ? problem : ''} words={words} />
      <Columns
        side={
          <>
            <Pane title={words.run.inputs}>
              <RunInputs view={view} words={words.run} copied={words.shell.copied} />
            </Pane>
            <Pane title={words.run.details}>
              <RunDetails view={view} mine={mine} words={words} />
            </Pane>
            <Pane title={words.notes.title}>
              <RunNotes run={run} problem={asked.note} words={words.notes} />
            </Pane>
          </>
        }
      >
        {hasSeveralSteps(view) ? (
          <RunSteps view={view} look={look} words={words} now={now} />
        ) : (
          <>
            <Pane title={words.run.tasks}>
              <RunTasks view={view} look={look} words={words.run} now={now} />
            </Pane>
            <Pane title={words.run.result} reserve>
              <RunResults view={view} words={words.run} />
            </Pane>
          </>
        )}
      </Columns>
    </>
  )
}

/** What goes to the browser with the page, so no more than it shows. */
function tellMeWords({ flowTitle, number }: RunRow, { tellMe }: Words['notices']): TellMeWords {
  return { ...tellMe, ended: tellMe.ended(flowTitle, number) }
}
