import { MessageBar } from '@/app/_components/message-bar'
import type { Attempt } from '@/app/_edge'
import { ownAdvice } from '@/app/(portal)/workspace/workspace-refusal'
import type { JobFacts } from '@/lib/drafts/server/read-job'
import type { JobStep } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'

interface DriftProps {
  readonly read: Attempt<JobFacts>
  readonly step: JobStep
  /** What is said of one step among several begins with its name. */
  readonly say?: (words: string) => string
  readonly words: Words
}

/** Where a job and its step have come apart, said before anybody hits it. */
export function Drift({ read, step, say = (words) => words, words: { make, errors, workspace } }: DriftProps) {
  if (!read.ok) {
    const { title, next } = errors[read.error.code](read.error.facts)
    return (
      <MessageBar tone="warning" title={say(make.jobNotRead)}>
        {title} {ownAdvice(read.error, workspace) ?? next}
      </MessageBar>
    )
  }
  const known = new Set(read.value.parameters.map(({ name }) => name))
  const gone = Object.keys(step.jobParameters).filter((name) => !known.has(name))
  const added = [...known].filter((name) => !Object.hasOwn(step.jobParameters, name))
  const { parametersTo } = read.value
  return (
    <>
      {parametersTo !== (step.parametersTo ?? 'job') && known.size > 0 && (
        <MessageBar tone="warning">{say(make.otherParameters[parametersTo])}</MessageBar>
      )}
      {gone.map((name) => (
        <MessageBar key={name} tone="warning">
          {say(make.issues.gone(name))}
        </MessageBar>
      ))}
      {added.length > 0 && <MessageBar tone="info">{say(make.issues.added(added))}</MessageBar>}
    </>
  )
}

interface AsPersonProps {
  readonly job: JobFacts
  /** The flow is to run as the person who presses. */
  readonly chosen: boolean
  readonly words: Words
}

/** Why the job cannot run as the person who presses, or what is different then. */
export function AsPerson({
  job: { uncarried, clustersApart },
  chosen,
  words: { make, uncarried: cannot },
}: AsPersonProps) {
  if (uncarried.length > 0) {
    return (
      <MessageBar tone={chosen ? 'error' : 'info'} title={make.asPersonCannot}>
        <ul>
          {uncarried.map(({ kind, what }) => (
            <li key={`${kind} ${what}`}>{cannot[kind](what)}</li>
          ))}
        </ul>
      </MessageBar>
    )
  }
  return clustersApart.length > 0 ? (
    <MessageBar tone="info">{make.clustersApart(clustersApart.join(', '))}</MessageBar>
  ) : null
}
