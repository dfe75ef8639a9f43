import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { ownConnection } from '@/lib/connections/server/own-connection'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import type { BuiltCall } from '@/lib/connectors/build-call'
import type { Connector } from '@/lib/connectors/connector'
import type { JsonObject } from '@/lib/connectors/json'
import type { Operation } from '@/lib/connectors/operation'
import type { TestAnswer } from '@/lib/connectors/test-result'
import { callOperation, type OperationAnswer } from '@/lib/databricks/operation-call'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { describeError, log } from '@/lib/log'
import { firstOf, storableText } from '@/lib/runs/storable-text'
import { misfitsOf } from './fits-schema'

const MOST_SHOWN = 20_000
const MOST_HEADER = 500
/** Cookies of the other side, and what a proxy says to itself. */
const NOT_SHOWN = new Set([
  'set-cookie',
  'connection',
  'transfer-encoding',
  'keep-alive',
  'strict-transport-security',
])

interface Trial {
  readonly connector: Connector
  /** Where it goes, which every call asks whether it may be called (OUT-1). */
  readonly origin: string
  readonly definition: JsonObject
  readonly operation: Operation
  readonly call: BuiltCall
  /** An answer comes within this time, or none does: then it is said at its end, whatever was found out earlier (OUT-8). */
  readonly bandMs: number
}

/** Sends the call once as the viewer, with their own token, and tells what came of it. Throws nothing on purpose. */
export async function runTest(viewer: Viewer, trial: Trial): Promise<TestAnswer> {
  const began = performance.now()
  let answer: OperationAnswer | undefined
  try {
    await send(viewer, trial, (came) => {
      answer = came
    })
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    // A refused token is an answer as well.
    if (!answer) return notAnswered(thrown, began + trial.bandMs)
  }
  return answer ? answered(answer, performance.now() - began, trial) : { kind: 'not_reached' }
}

async function send(viewer: Viewer, trial: Trial, onAnswer: (answer: OperationAnswer) => void): Promise<void> {
  const { connector, origin, call, bandMs } = trial
  const signal = AbortSignal.timeout(bandMs)
  if (!(await admitted(origin))) throw await closedError(origin)
  const connection = await ownConnection(viewer, connector.id)
  await withWorkspace({ ...connection, origin }, (workspace) => callOperation(workspace, call, signal, onAnswer))
}

/** Nobody learns from the time or the words whether a port is open, closed or filtered; the log has the reason. */
async function notAnswered({ code, facts, cause }: PortalError, endOfBand: number): Promise<TestAnswer> {
  const isOfNetwork = code === 'databricks_unreachable' || code === 'databricks_odd_answer'
  const isAtTheirs = facts.reason === 'certificate' || facts.reason === 'address_refused'
  if (!isAtTheirs && (!isOfNetwork || facts.reason === 'paused')) return { kind: 'not_sent', code }
  log('info', 'connector.test_not_reached', { code, why: facts.reason, ...describeError(cause) })
  await pause(Math.max(0, endOfBand - performance.now()))
  return { kind: 'not_reached' }
}

function answered(answer: OperationAnswer, durationMs: number, { operation, definition }: Trial): TestAnswer {
  const { status, text } = answer
  const headers = Object.entries(answer.headers)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .map(([name, value]) => [name, storableText(value).slice(0, MOST_HEADER)])
  const { schema } = operation.answer
  const isChecked = schema !== undefined && status >= 200 && status < 300
  return {
    kind: 'answered',
    status,
    durationMs: Math.round(durationMs),
    headers: Object.fromEntries(headers),
    body: storableText(firstOf(text, MOST_SHOWN)),
    isCut: !answer.complete || text.length > MOST_SHOWN,
    ...(isChecked && { misfits: misfitsOf(text, schema, definition).map(storableText) }),
  }
}
