import type { TaskStart } from './attempt.ts'
import { endingOfOutcome, failed, TASK_FAILED } from './endings.ts'
import type { Attempt, Ending } from './model.ts'
import { taskOutput } from './output.ts'
import { resolveText } from './references.ts'

const ITERATION_MS = 1000

interface Played {
  iterations: Attempt[]
  endedAt: number
  ending: Ending
}

/** The iterations of a for-each task, `concurrency` at a time. `durationMs` of its script is one iteration's. */
export function playIterations(start: TaskStart, runningAt: number, number: string): Played {
  const loop = start.task.for_each_task
  const inputs = readInputs(resolveText(loop?.inputs ?? '[]', start.references))
  if (!inputs) return { iterations: [], endedAt: runningAt, ending: failed('The inputs are not a JSON array.') }
  const slots: number[] = new Array(Math.max(1, loop?.concurrency ?? 1)).fill(runningAt)
  const iterations = inputs.map((input, index) => {
    const slot = slots.indexOf(Math.min(...slots))
    const iteration = playIteration(start, slots[slot] ?? runningAt, { input, index, number, runningAt })
    slots[slot] = iteration.endedAt
    return iteration
  })
  const bad = iterations.some(({ ending }) => ending.result !== 'SUCCESS')
  return {
    iterations,
    endedAt: Math.max(runningAt, ...slots),
    ending: bad ? TASK_FAILED : endingOfOutcome('SUCCESS'),
  }
}

interface Turn {
  input: unknown
  index: number
  number: string
  runningAt: number
}

function playIteration(start: TaskStart, pendingAt: number, { input, index, number, runningAt }: Turn): Attempt {
  const { script, references } = start
  const bad = script.failedIterations?.includes(index) === true
  const facts = { ...references.facts, input: typeof input === 'string' ? input : JSON.stringify(input) }
  const planned = endingOfOutcome(bad ? 'FAILED' : 'SUCCESS')
  const { ending, output } = taskOutput(script, { ...references, facts }, planned)
  const runId = start.idOf(`${number}/${index}`)
  const terminatingAt = pendingAt + (script.durationMs ?? ITERATION_MS)
  return {
    runId,
    taskKey: start.task.for_each_task?.task.task_key ?? start.task.task_key,
    attemptNumber: 0,
    originalRunId: runId,
    createdAt: runningAt,
    pendingAt,
    runningAt: pendingAt,
    terminatingAt,
    endedAt: terminatingAt,
    ending,
    output,
  }
}

function readInputs(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined // the run fails with that reason
  }
}
