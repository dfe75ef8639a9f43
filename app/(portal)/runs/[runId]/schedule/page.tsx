import { cache } from 'react'
import { ActionForm } from '@/app/_components/action-form'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Columns } from '@/app/_components/columns'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { RunInputs } from '@/app/(portal)/runs/[runId]/run-inputs'
import { addScheduleAction } from '@/app/(portal)/schedules/actions'
import { openRunToRepeat } from '@/lib/schedules/server/add-schedule'
import { scheduleFields } from './schedule-fields'

type Props = PageProps<'/runs/[runId]/schedule'>

const opened = cache(async (runId: string) => {
  const viewer = await pageViewer(`/runs/${runId}/schedule`)
  return { viewer, ...(await openRunToRepeat(viewer, runId)) }
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  const { flow } = await opened((await params).runId)
  return (await currentWords()).schedules.addTitle(flow.title)
})

export default page(SchedulePage)

/** A run of the viewer's own, to be run again and again: when, and until which day they agree to it. */
async function SchedulePage({ params }: Props) {
  const { runId } = await params
  const { viewer, run, flow, hasSecret } = await opened(runId)
  const words = await currentWords()
  const { schedules, shell } = words
  const title = schedules.addTitle(flow.title)
  const { principal } = flow
  const agreement = principal
    ? schedules.agreeAs(principal.name, viewer.displayName)
    : schedules.agree(viewer.displayName)
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[{ href: `/runs/${runId}`, label: words.run.title(run.number) }]}
        current={schedules.command}
      />
      <PageHead title={title} text={schedules.addLead} />
      <Columns
        side={
          <Pane title={schedules.inputs}>
            <RunInputs view={{ run, flow }} words={words.run} />
          </Pane>
        }
      >
        <Pane title={schedules.timing}>
          {hasSecret ? (
            <MessageBar tone="warning">{schedules.issues.secret}</MessageBar>
          ) : (
            <ActionForm
              scope=""
              action={addScheduleAction}
              hidden={{ run: runId }}
              fields={scheduleFields(agreement, schedules)}
              values={{
                ...{ repeat: 'weekdays', time: '08:00', weekday: '1', day: '1', cron: '', days: '90' },
                timeZone: await currentTimeZone(),
              }}
              words={{
                submit: schedules.submit,
                summary: schedules.summary,
                failed: schedules.notAdded,
                field: { choose: words.flow.choose, zone: words.flow.zone },
              }}
            />
          )}
        </Pane>
      </Columns>
    </>
  )
}
