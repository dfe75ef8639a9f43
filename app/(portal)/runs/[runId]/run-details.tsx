import { KeyValues } from '@/app/_components/key-values'
import { PageLink } from '@/app/_components/page-link'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { RunRow } from '@/lib/runs/run-view'

/** Both identities, the times, and the ids that help when asking somebody. */
export function RunDetails({ run, words: { run: words, shell } }: { readonly run: RunRow; readonly words: Words }) {
  const time = (at: number | undefined) => (at === undefined ? undefined : <Time at={at} format="seconds" />)
  const items = [
    { label: words.startedBy, value: run.startedBy },
    { label: words.runsAs, value: run.runsAs ?? words.runsAsUnknown },
    { label: words.flow, value: <PageLink href={`/flows/${run.flowSlug}`}>{run.flowTitle}</PageLink> },
    { label: words.version, value: run.flowVersion },
    { label: words.created, value: time(run.createdAt) },
    { label: words.submitted, value: time(run.submittedAt) },
    { label: words.started, value: time(run.startedAt) },
    { label: words.ended, value: time(run.endedAt) },
    { label: words.jobId, value: run.databricksJobId, copy: run.databricksJobId },
    { label: words.databricksRunId, value: run.databricksRunId, copy: run.databricksRunId },
    { label: words.lifeCycle, value: run.lifeCycleState },
    { label: words.termination, value: run.terminationCode },
  ]
  return (
    <KeyValues
      items={items.filter(({ value }) => value !== undefined)}
      copyLabel={shell.copy}
      copiedLabel={shell.copied}
    />
  )
}
