import type { Role } from '@/lib/identity/roles'
import type { InputSchema } from './input-schema'

/** Where a job parameter's value comes from: an input of the form, or a fixed text. */
export type ParameterSource = { readonly input: string } | { readonly value: string }

/** A step that starts a job. `jobId` is Databricks' int64, so text here. */
export interface JobStep {
  readonly action: 'run_now'
  readonly jobId: string
  readonly jobParameters: Readonly<Record<string, ParameterSource>>
}

/** Databricks' own names of the types that a parameter of a statement may have. */
export const SQL_TYPES = ['STRING', 'BIGINT', 'DOUBLE', 'DECIMAL(38,6)', 'BOOLEAN', 'DATE', 'TIMESTAMP'] as const

export type SqlType = (typeof SQL_TYPES)[number]

export type SqlParameter = ParameterSource & { readonly type: SqlType }

/** A step that runs one statement, as the person who presses. */
export interface SqlStep {
  readonly action: 'sql'
  readonly warehouseId: string
  readonly statement: string
  /** By the names of the statement's `:name` markers; one without a value is NULL. Nothing is ever put into the text. */
  readonly parameters: Readonly<Record<string, SqlParameter>>
}

export type FlowStep = JobStep | SqlStep

/** Who may press. An empty list means nobody (AUTHZ-5). */
export interface Audience {
  readonly roles: readonly Role[]
  /** Entra object ids. */
  readonly people: readonly string[]
}

/** Words of the maker for a failure: shown when the run ends with this termination code, `*` for any. */
export interface Advice {
  readonly code: string
  readonly text: string
}

/**
 * With whose rights the code of a job acts. `shared`: run-now, where it has the job's own run-as identity. `as_me`: the job's
 * tasks as a one-time run of the person who presses, who is its creator and whose rights it has.
 */
export type IdentityMode = 'shared' | 'as_me'

/** What one version of a flow does. Versions are never changed. */
export interface FlowDefinition {
  readonly inputs: InputSchema
  readonly steps: readonly FlowStep[]
  readonly audience: Audience
  readonly identityMode: IdentityMode
  readonly advice: readonly Advice[]
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
  readonly version: number
  readonly state: FlowState
}
