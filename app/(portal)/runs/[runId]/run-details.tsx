import { KeyValues } from '@/app/_components/key-values'
import { PageLink } from '@/app/_components/page-link'
import { startedByName } from '@/app/_components/runs-as-name'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { RunRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import { hasSeveralSteps } from '@/lib/runs/shown-steps'
import styles from './run-details.module.css'
import { runsAsOf } from './runs-as-of'

/** Enough to compare by eye; the whole of it is copied. */
const DIGEST_SHOWN = 16

/** A statement that a service principal runs for a person has its rights, and not theirs. */
function identityOf({ identityMode, principal }: RunRow): keyof Words['run']['identityModes'] {
  return identityMode === 'as_me' && principal ? 'principal' : identityMode
}

/** When it was asked for, and by which id Databricks knows it. */
function repairOf(words: Words['run']) {
  return ({ repairId, requestedAt }: RunRow['repairs'][number], place: number) => ({
    label: place === 0 ? words.repaired : `${words.repaired} (${place + 1})`,
    value: (
      <>
        <Time at={requestedAt} format="seconds" />
        {repairId && `, ${words.repairedAs(repairId)}`}
      </>
    ),
  })
}

interface RunDetailsProps {
  readonly view: RunView
  /** The viewer's own, and not one that an Admin looks at. */
  readonly mine: boolean
  readonly words: Words
}

/**
 * Both identities first, then the times, and the ids that help when asking somebody. Of several steps each has its own ids.
 */
export function RunDetails({ view, mine, words: { proof, run: words, shell } }: RunDetailsProps) {
  const { run } = view
  const time = (at: number | undefined) => (at === undefined ? undefined : <Time at={at} format="seconds" />)
  const isOfStatement = run.databricksJobId === undefined
  const groups = [
    [
      { label: words.startedBy, value: <strong>{startedByName(run, words)}</strong> },
      { label: words.principal, value: run.principal?.clientId, copy: run.principal?.clientId },
      { label: words.runsAs, value: <strong>{runsAsOf(view, words)}</strong> },
      { label: words.identityMode, value: words.identityModes[identityOf(run)] },
      { label: proof.title, value: <PageLink href={`/runs/${run.id}/proof`}>{proof.open}</PageLink> },
      {
        label: words.signIns,
        value: (
          <PageLink href={`${mine ? '/sign-ins' : '/admin/sign-ins'}?run=${run.number}`}>
            {words.signInsOfRun}
          </PageLink>
        ),
      },
    ],
    [
      {
        label: words.flow,
        value: (
          <PageLink href={run.trigger === 'test' ? `/make/flows/${run.flowSlug}` : `/flows/${run.flowSlug}`}>
            {run.flowTitle}
          </PageLink>
        ),
      },
      {
        label: words.version,
        value: run.trigger === 'test' ? words.testVersion(String(run.flowVersion)) : run.flowVersion,
      },
      { label: words.owner, value: run.flowOwner },
    ],
    [
      { label: words.created, value: time(run.createdAt) },
      { label: words.submitted, value: time(run.submittedAt) },
      { label: words.startedThere, value: time(run.startedAt) },
      { label: words.ended, value: time(run.endedAt) },
      ...run.repairs.filter(({ state }) => state === 'done').map(repairOf(words)),
    ],
    [
      { label: words.jobId, value: run.databricksJobId, copy: run.databricksJobId },
      {
        label: isOfStatement ? words.statementId : words.databricksRunId,
        value: run.databricksRunId,
        copy: run.databricksRunId,
      },
      { label: words.lifeCycle, value: run.lifeCycleState },
      { label: words.termination, value: run.terminationCode },
      {
        label: words.settingsDigest,
        value: run.settingsDigest && `${run.settingsDigest.slice(0, DIGEST_SHOWN)}…`,
        copy: run.settingsDigest,
      },
    ],
  ]
  const shown = hasSeveralSteps(view) ? groups.slice(0, -1) : groups
  return (
    <div className={styles.groups}>
      {shown.map((items) => (
        <KeyValues
          key={items[0]?.label}
          items={items.filter(({ value }) => value !== undefined)}
          copyLabel={shell.copy}
          copiedLabel={shell.copied}
        />
      ))}
    </div>
  )
}
