import type { TaskNode } from '@/app/_components/task-graph'
import type { Edge } from '@/app/_components/task-graph-layout'
import type { Words } from '@/lib/language/words'
import type { TaskRow } from '@/lib/runs/run-view'
import { type TaskLook, taskLookUrl } from './task-look'

/** A task in the graph. */
export function taskNode(task: TaskRow, look: TaskLook, words: Words['run']): TaskNode {
  const { taskKey, position, dependsOn } = task
  const { open } = look
  const said = [words.statuses[task.status], standOf(task, words), words.kinds[task.kind] ?? words.otherKind]
  return {
    key: taskKey,
    name: taskKey,
    facts: said.filter(Boolean).join(' · '),
    status: task.status,
    href: taskLookUrl({ ...look, open: { taskKey, position } }),
    current: open?.taskKey === taskKey && open.position === position,
    description: dependsOn.length === 0 ? words.taskWords.first : words.taskWords.after(beforeOf(task, words)),
  }
}

/** "8/20" of a for-each, the outcome of a condition. */
function standOf({ facts: { iterations }, detail: { outcome } }: TaskRow, { taskWords }: Words['run']): string {
  if (iterations) return `${iterations.succeeded + iterations.failed}/${iterations.total}`
  return outcome ? taskWords.outcome(outcome) : ''
}

/** The tasks that it waits for, each with the outcome that it goes on from. */
export function beforeOf({ dependsOn, facts: { outcomes } }: TaskRow, { taskWords }: Words['run']): string {
  const named = dependsOn.map((key) => {
    const outcome = outcomes && Object.hasOwn(outcomes, key) ? outcomes[key] : undefined
    return outcome ? taskWords.ofOutcome(key, taskWords.outcome(outcome)) : key
  })
  return named.join(', ')
}

/** From each task to those that wait for it. */
export function taskEdges(tasks: readonly TaskRow[], { taskWords }: Words['run']): readonly Edge[] {
  return tasks.flatMap(({ taskKey, dependsOn, facts: { outcomes } }) =>
    dependsOn.map((from) => {
      const outcome = outcomes && Object.hasOwn(outcomes, from) ? outcomes[from] : undefined
      return { from, to: taskKey, ...(outcome && { label: taskWords.outcome(outcome) }) }
    }),
  )
}
