import 'server-only'
import { type Choice, type Choices, type ChoicesByField, MOST_CHOICES_READ } from '@/lib/choices/choices'
import { asViewer } from '@/lib/connections/server/as-viewer'
import { listJobs } from '@/lib/databricks/jobs'
import { readRows, type StatementParameter } from '@/lib/databricks/read-rows'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import { type ChoiceSource, sqlTypeOf } from '@/lib/flows/choice-source'
import { firstValues } from '@/lib/flows/first-values'
import { type InputProperty, type InputSchema, isFixed, orderedInputs } from '@/lib/flows/input-schema'
import { markersOf } from '@/lib/flows/sql-markers'
import { type InputValues, parameterText } from '@/lib/flows/typed-values'
import type { Viewer } from '@/lib/identity/viewer'
import { recently } from './recent-choices'

/** A page is waited for, so one try and no more. */
const ONCE = { attempts: 1, windowMs: 0 }
const LONGEST_WAIT_MS = 3_000
const MOST_PAGES = 5

interface Form {
  readonly connectorId: string
  readonly inputs: InputSchema
  /** What the fields hold: those that a statement names are given to it. */
  readonly values: InputValues
}

/**
 * What the viewer may choose from in each field whose choices are read: with their own token, and in good time whatever
 * the workspace does. Nothing here fails: what could not be read says so.
 */
export async function readChoices(viewer: Viewer, form: Form): Promise<ChoicesByField> {
  const fields = orderedInputs(form.inputs).flatMap(([name, property]) =>
    property['x-options'] && !isFixed(property) ? [{ name, source: property['x-options'] }] : [],
  )
  const read = fields.map(async ({ name, source }) => [name, await choicesFrom(viewer, form, source)] as const)
  return new Map(await Promise.all(read))
}

/** With what the form holds before anybody has filled it in. */
export function readFirstChoices(
  viewer: Viewer,
  connectorId: string,
  inputs: InputSchema,
  earlier: InputValues | undefined,
): Promise<ChoicesByField> {
  return readChoices(viewer, { connectorId, inputs, values: firstValues(inputs, earlier) })
}

async function choicesFrom(viewer: Viewer, form: Form, source: ChoiceSource): Promise<Choices> {
  const parameters = parametersOf(form, source)
  const missing = parameters.filter(({ value }) => value === undefined).map(({ name }) => name)
  if (missing.length > 0) return { is: 'waiting', for: missing }
  const { connectorId } = form
  return recently([viewer.personId, connectorId, source, parameters], () =>
    asViewer(viewer, { connectorId, ms: LONGEST_WAIT_MS }, (workspace, signal) =>
      source.from === 'jobs' ? readJobs(workspace, signal) : readStatement(workspace, source, parameters, signal),
    ).catch(unread),
  )
}

function unread(thrown: unknown): Choices {
  if (!(thrown instanceof PortalError)) throw thrown
  return { is: 'unread', code: thrown.code, facts: thrown.facts }
}

/** A secret has no type here, and so is given to no statement. */
function parametersOf({ inputs, values }: Form, source: ChoiceSource): readonly StatementParameter[] {
  if (source.from !== 'sql') return []
  return markersOf(source.statement).map((name) => {
    const property = Object.hasOwn(inputs.properties, name) ? inputs.properties[name] : undefined
    const type = property && sqlTypeOf(property)
    if (!property || !type) return { name, type: 'STRING', value: undefined }
    return { name, type, value: textOf(heldBy(property, name, values)) }
  })
}

function heldBy(property: InputProperty, name: string, values: InputValues): unknown {
  if (isFixed(property)) return property.const
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : parameterText(value)
}

async function readJobs(workspace: Workspace, signal: AbortSignal): Promise<Choices> {
  const choices: Choice[] = []
  let pageToken: string | undefined
  for (let page = 0; page < MOST_PAGES && choices.length <= MOST_CHOICES_READ; page += 1) {
    const read = await listJobs(workspace, { retry: ONCE, signal, pageToken })
    choices.push(...read.jobs.map(({ jobId, settings }) => ({ value: jobId, label: settings.name ?? jobId })))
    pageToken = read.nextPageToken
    if (!pageToken) break
  }
  return atMost(choices, pageToken !== undefined)
}

async function readStatement(
  workspace: Workspace,
  { warehouse, statement }: ChoiceSource & { from: 'sql' },
  parameters: readonly StatementParameter[],
  signal: AbortSignal,
): Promise<Choices> {
  const asked = { warehouseId: warehouse, statement, parameters, rowLimit: MOST_CHOICES_READ + 1 }
  const answer = await readRows(workspace, asked, { retry: ONCE, signal })
  if (answer.is === 'failed') return { is: 'failed', detail: answer.message }
  if (answer.is === 'slow') return { is: 'unread', code: 'databricks_unreachable', facts: { reason: 'slow' } }
  // A row without a value is nothing to choose.
  const choices = answer.rows.flatMap(([value, label]) => (value ? [{ value, label: label || value }] : []))
  return atMost(choices, answer.cut)
}

/** Each value once, in the order in which they came. */
function atMost(choices: readonly Choice[], more: boolean): Choices {
  const once = [...new Map(choices.map((choice) => [choice.value, choice])).values()]
  return {
    is: 'read',
    choices: once.slice(0, MOST_CHOICES_READ),
    more: more || once.length > MOST_CHOICES_READ,
  }
}
