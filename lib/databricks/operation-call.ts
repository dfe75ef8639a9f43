import 'server-only'
import { type Exchange, exchange, headerOf, type RawAnswer } from './exchange'
import { refusal } from './refusal'
import type { Workspace } from './workspace'

/** What came back, with the token blacked out wherever an answer echoes it. */
export interface OperationAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** False when it is longer than we read. */
  readonly complete: boolean
}

/**
 * Sends a call of a connector's definition, once, and answers whatever comes back. A refused token is thrown, so that
 * another one may be fetched; `onAnswer` has seen the answer by then.
 * @throws PortalError databricks_token_refused, databricks_unreachable, databricks_configuration, databricks_odd_answer
 */
export async function callOperation(
  workspace: Workspace,
  call: Exchange,
  signal: AbortSignal,
  onAnswer: (answer: OperationAnswer) => void,
): Promise<void> {
  const answer = await exchange(workspace, call, signal)
  onAnswer(readable(workspace, answer))
  if (answer.status !== 401) return
  const { path } = call
  const redact = (text: string) => workspace.redact(text)
  throw refusal(answer, { path, right: 'Can View', origin: workspace.origin, now: Date.now(), redact })
}

function readable(workspace: Workspace, { status, headers, text, complete }: RawAnswer): OperationAnswer {
  const shown = Object.keys(headers).map((name) => [name, workspace.redact(headerOf(headers, name) ?? '')] as const)
  return { status, headers: Object.fromEntries(shown), text: workspace.redact(text), complete }
}
