import { Columns } from '@/app/_components/columns'
import { KeyValues } from '@/app/_components/key-values'
import { LinkButton } from '@/app/_components/link-button'
import { Pane } from '@/app/_components/pane'
import { runsAsName } from '@/app/_components/runs-as-name'
import { Section } from '@/app/_components/section'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { EffectiveAccess, JobAccess } from '@/lib/people/server/effective-access'
import { MayPress } from './access-table'
import { ruleWords } from './rule-words'

type Chosen = NonNullable<EffectiveAccess['chosen']>

interface BothSidesProps {
  readonly person: EffectiveAccess['person']
  readonly chosen: Chosen
  readonly words: Words
}

/** What the portal says, and what Databricks was seen to say, beside each other. */
export function BothSides({ person, chosen, words }: BothSidesProps) {
  const { people: text } = words
  const { flow } = chosen
  return (
    <Section title={text.side(flow.title)}>
      <Columns
        side={
          <Pane title={text.portal}>
            <KeyValues
              items={[
                { label: text.mayPress, value: <MayPress side={chosen} words={text} /> },
                { label: text.ruleOfFlow, value: ruleWords(chosen.ofFlow, words) },
                { label: text.ruleOfConnector, value: ruleWords(chosen.ofConnector, words) },
                { label: text.state, value: text.states[flow.state] ?? flow.state },
              ]}
            />
          </Pane>
        }
      >
        <Pane title={text.databricks}>
          {chosen.jobIds.length === 0 && <p>{text.noJobs}</p>}
          {chosen.jobIds.map((jobId) => (
            <JobSide key={jobId} jobId={jobId} chosen={chosen} words={words} />
          ))}
          {chosen.jobIds.length > 0 && <p>{text.canManageRun}</p>}
          {chosen.jobIds.length > 0 && !chosen.asked && (
            <LinkButton href={`/admin/people/${person.id}/access?flow=${flow.slug}&ask=1`}>{text.ask}</LinkButton>
          )}
        </Pane>
      </Columns>
    </Section>
  )
}

function JobSide({
  jobId,
  chosen,
  words,
}: {
  readonly jobId: string
  readonly chosen: Chosen
  readonly words: Words
}) {
  const { people: text } = words
  const access = chosen.asked?.find((job) => job.jobId === jobId)
  return (
    <>
      <h3>{text.jobOf(jobId)}</h3>
      <h4>{text.ownToken}</h4>
      <Shown job={chosen.shown.get(jobId)} words={words} />
      {access && (
        <>
          <h4>{text.adminsToken}</h4>
          <Granted access={access} words={words} />
        </>
      )}
    </>
  )
}

type Job = Chosen['shown'] extends ReadonlyMap<string, infer Shown> ? Shown : never

function Shown({ job, words }: { readonly job: Job | undefined; readonly words: Words }) {
  const { people: text, errors, runs } = words
  if (!job) return <p>{text.neverSeen}</p>
  const saw = job.problem ? `${text.sawNothing}: ${errors[job.problem.code](job.problem.facts).title}` : text.sawJob
  return (
    <KeyValues
      items={[
        { label: text.status, value: saw },
        { label: text.seenAt, value: <Time at={job.checkedAt.getTime()} /> },
        { label: text.runsAs, value: runsAsName(job.runsAs, runs) },
      ]}
    />
  )
}

function Granted({ access, words }: { readonly access: JobAccess; readonly words: Words }) {
  const { people: text, errors } = words
  const { own, groups, problem } = access
  if (problem) return <p>{errors[problem.code](problem.facts).title}</p>
  const levels = (grants: JobAccess['own']) =>
    grants
      .map(({ groupName, allPermissions }) =>
        [groupName, allPermissions.map(({ permissionLevel }) => permissionLevel).join(', ')]
          .filter(Boolean)
          .join(': '),
      )
      .join('; ') || text.noGrant
  return (
    <>
      <KeyValues
        items={[
          { label: text.grantsOwn, value: levels(own) },
          { label: text.grantsGroups, value: levels(groups) },
        ]}
      />
      <p>{text.groupsNote}</p>
    </>
  )
}
