import type { Role } from '@/lib/identity/roles'
import type { InputSchema } from './input-schema'

/** Where a job parameter's value comes from: an input of the form, or a fixed text. */
export type ParameterSource = { readonly input: string } | { readonly value: string }

/** One action. `jobId` is Databricks' int64, so text here. */
export interface FlowStep {
  readonly action: 'run_now'
  readonly jobId: string
  readonly jobParameters: Readonly<Record<string, ParameterSource>>
}

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
