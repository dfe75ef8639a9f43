import type { FlowDefinition } from '@/lib/flows/flow'
import { conditionsOf } from '@/lib/flows/form-conditions'
import { isSecret } from '@/lib/flows/input-schema'
import type { Words } from '@/lib/language/words'
import { failureOfRun } from './failure-of-run'
import type { ProofHop } from './proof'
import type { RunRow, TaskRow } from './run-view'

interface Supported {
  readonly run: RunRow
  readonly tasks: readonly TaskRow[]
  readonly flow: { readonly definition: Pick<FlowDefinition, 'inputs'> }
  readonly hops: readonly ProofHop[]
  /** Of the run's page. */
  readonly address: string
  /** What somebody typed, or a job wrote into its error, may be a secret of its own. */
  readonly redact: (text: string) => string
}

const LONGEST_VALUE = 200

/**
 * What somebody who helps needs of a run, as plain text: ids by which Databricks and Entra ID know it, both identities, times and
 * error. A secret input is named, and never its value; no token is known here. Times are UTC.
 */
export function supportText(of: Supported, words: Words): string {
  const { support } = words
  const lines = [...factsOf(of, words), ...inputsOf(of, words), ...errorOf(of, words), ...idsOf(of, words)]
  return `${support.heading(of.run.number)}\n${lines.map(([label, value]) => `${label}: ${oneLine(value)}`).join('\n')}\n`
}

type Line = readonly [label: string, value: string]

/** Nothing that somebody wrote makes a line of its own. */
function oneLine(value: string): string {
  return value.replaceAll(/\s+/g, ' ').trim()
}

function factsOf({ run, address }: Supported, { run: words, support }: Words): readonly Line[] {
  return known([
    [support.run, run.id],
    [support.page, address],
    [words.flow, `${run.flowTitle} (${run.flowSlug})`],
    [words.version, String(run.flowVersion)],
    [support.status, words.statuses[run.status]],
    [support.state, run.state],
    [words.startedBy, run.startedBy],
    [words.principal, run.principal?.clientId],
    [words.runsAs, run.runsAs ?? words.runsAsUnknown],
    [words.identityMode, run.identityMode],
    [words.created, iso(run.createdAt)],
    [words.submitted, iso(run.submittedAt)],
    [words.startedThere, iso(run.startedAt)],
    [words.ended, iso(run.endedAt)],
    [support.workspace, run.origin],
    [words.jobId, run.databricksJobId],
    [run.databricksJobId === undefined ? words.statementId : words.databricksRunId, run.databricksRunId],
    [support.databricksPage, run.runPageUrl],
    [words.lifeCycle, run.lifeCycleState],
    [words.termination, run.terminationCode],
  ])
}

function inputsOf({ run, flow, redact }: Supported, { run: words, support }: Words): readonly Line[] {
  const { inputs } = flow.definition
  return conditionsOf(inputs).flatMap(({ name }): readonly Line[] => {
    const property = inputs.properties[name]
    const value = Object.hasOwn(run.inputs, name) ? run.inputs[name] : undefined
    if (property && isSecret(property)) return [[support.input(name), words.hidden]]
    if (value === undefined) return []
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return [[support.input(name), redact(text).slice(0, LONGEST_VALUE)]]
  })
}

function errorOf(of: Supported, { run: { failures } }: Words): readonly Line[] {
  const failure = failureOfRun(of)
  if (!failure) return []
  const { cause, reason, input = '', line, at } = failure
  return known([
    [failures.cause, `${failures.causes[cause]}. ${failures.reasons[reason](input)}`],
    [failures.error, line && of.redact(line)],
    [failures.at, at && of.redact(at)],
    [failures.code, of.run.error?.code],
  ])
}

const IDS = new Set<string>(['correlationId', 'entraRequestId', 'requestId', 'workspaceId'])

/** By what others know each hop. */
function idsOf({ hops }: Supported, { proof }: Words): readonly Line[] {
  const all = hops.flatMap(({ kind, facts }) =>
    facts.flatMap(([name, value]): readonly Line[] =>
      IDS.has(name) && value !== undefined ? [[`${proof.hops[kind]}, ${proof.fact[name]}`, String(value)]] : [],
    ),
  )
  return [...new Map(all.map((line) => [line.join(), line])).values()]
}

function known(lines: readonly (readonly [string, string | undefined])[]): readonly Line[] {
  return lines.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value] as const]))
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}
