import type { Principal } from '@/lib/connectors/security'
import type { Role } from '@/lib/identity/roles'
import type { InputSchema } from './input-schema'

/**
 * What an earlier step left. `value` of a job is the text that its task gave back (`task`: which one, where it has several), and
 * of a statement the first row's `column`. `status` is a word for its end, `run_id` Databricks' id of it, `error` its message.
 */
export interface ResultSource {
  readonly step: string
  readonly result: 'value' | 'status' | 'run_id' | 'error'
  readonly task?: string
  readonly column?: string
}

/** Where a parameter's value comes from: an input of the form, a fixed text, or an earlier step. There are no expressions (D10). */
export type ParameterSource = { readonly input: string } | { readonly value: string } | ResultSource

/** How a step has ended, as far as the one behind it asks. One that was cancelled ends the whole run. */
export const STEP_ENDS = ['succeeded', 'failed', 'timed_out', 'skipped'] as const

export type StepEnd = (typeof STEP_ENDS)[number]

/** A step that failed or ran out of time is started again, each time as a run of its own. */
export interface RetryPolicy {
  readonly kind: 'fixed' | 'exponential'
  /** How often at most, beyond the first. */
  readonly times: number
  /** Before the first repetition; exponential doubles it each time. */
  readonly seconds: number
}

/** What every step has, whatever it does. */
interface StepFrame {
  /** By which the run's page and later steps speak of it; a flow of one step needs none. */
  readonly name?: string
  /** The ends of the step before it that it follows; without it, only success. Where that is none of them, it is skipped. */
  readonly runAfter?: readonly StepEnd[]
  readonly retry?: RetryPolicy
  /** Minutes from its start; then it is cancelled, and has timed out. */
  readonly timeout?: number
  /** false: the next step begins as soon as this one is started, and nothing asks what becomes of it. */
  readonly wait?: false
  /** The portal neither reads, shows nor keeps what it gives back, nor the text of an error. */
  readonly secretResults?: true
}

/** A step that starts a job. `jobId` is Databricks' int64, so text here. */
export interface JobStep extends StepFrame {
  readonly action: 'run_now'
  readonly jobId: string
  readonly jobParameters: Readonly<Record<string, ParameterSource>>
  /** Whose they are: of a job without parameters of its own, those of its one notebook; absent, the job's. */
  readonly parametersTo?: 'notebook'
}

/** Databricks' own names of the types that a parameter of a statement may have. */
export const SQL_TYPES = ['STRING', 'BIGINT', 'DOUBLE', 'DECIMAL(38,6)', 'BOOLEAN', 'DATE', 'TIMESTAMP'] as const

export type SqlType = (typeof SQL_TYPES)[number]

export type SqlParameter = ParameterSource & { readonly type: SqlType }

/** A step that runs one statement, as the person who presses. */
export interface SqlStep extends StepFrame {
  readonly action: 'sql'
  readonly warehouseId: string
  readonly statement: string
  /** By the names of the statement's `:name` markers; one without a value is NULL. Nothing is ever put into the text. */
  readonly parameters: Readonly<Record<string, SqlParameter>>
}

export type FlowStep = JobStep | SqlStep

/** A group of Entra's, under the name that whoever shares with it gave it: Entra's own names cannot be read here. */
export interface AudienceGroup {
  /** Its object id. */
  readonly id: string
  readonly name: string
}

/** Who may press. An empty list means nobody (AUTHZ-5). */
export interface Audience {
  readonly roles: readonly Role[]
  /** Entra object ids. */
  readonly people: readonly string[]
  /** Absent: none. */
  readonly groups?: readonly AudienceGroup[]
}

/** Words of the maker for a failure: shown when the run ends with this termination code, `*` for any. */
export interface Advice {
  readonly code: string
  readonly text: string
}

/**
 * Words of the maker for an error: shown where `pattern` stands in the line of it that says most, in any spelling of upper and lower
 * case. It is a plain text, and no expression.
 */
export interface ErrorAdvice {
  readonly pattern: string
  readonly text: string
}

/**
 * With whose rights the code of a job acts. `shared`: run-now, where it has the job's own run-as identity. `as_me`: the job's
 * tasks as a one-time run of the person who presses, who is its creator and whose rights it has.
 */
export type IdentityMode = 'shared' | 'as_me'

/** How many runs of a flow may be under way at once, and how many more may wait for their turn; others are refused. */
export interface FlowQueue {
  readonly atOnce: number
  readonly waiting: number
}

/** What one version of a flow does. Versions are never changed. */
export interface FlowDefinition {
  readonly inputs: InputSchema
  readonly steps: readonly FlowStep[]
  readonly audience: Audience
  readonly identityMode: IdentityMode
  /** Looked through where no advice for the error is found. */
  readonly advice: readonly Advice[]
  /** The first that matches counts. */
  readonly errorAdvice?: readonly ErrorAdvice[]
  /** Without it there is no limit. */
  readonly queue?: FlowQueue
  /** What has to be agreed to before the press, where a press has consequences. */
  readonly confirm?: string
}

/** Off: still there for everybody who may see it, but nobody can press it. */
export type FlowState = 'on' | 'off'

/** Everything about a flow that its makers write. */
export interface FlowContent {
  readonly title: string
  readonly description: string
  readonly category: string
  readonly icon: string
  readonly colour: string
  /** Whom to ask about it. */
  readonly owner: string
  readonly definition: FlowDefinition
}

/** A button: what is shown of it everywhere, and one of its versions. */
export interface Flow extends FlowContent {
  readonly id: string
  readonly slug: string
  readonly connectorId: string
  /** Who may use its connector at all, as it stands now. */
  readonly connectorAudience: Audience
  /** A sign-in is not all that its connector takes: the person has to connect. */
  readonly needsConnection: boolean
  /** As whom its connector calls for everybody; undefined where each person calls as themselves. */
  readonly principal: Principal | undefined
  readonly version: number
  readonly state: FlowState
}
