import type { TaskSettings } from './model.ts'

/** The tasks in an order in which each follows what it depends on; undefined when they form a circle. */
export function inOrder(tasks: TaskSettings[]): TaskSettings[] | undefined {
  const waiting = new Map(tasks.map((task) => [task.task_key, task]))
  const ordered: TaskSettings[] = []
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((task) => keysBefore(task).every((key) => !waiting.has(key)))
    if (ready.length === 0) return undefined
    for (const task of ready) {
      ordered.push(task)
      waiting.delete(task.task_key)
    }
  }
  return ordered
}

export function keysBefore(task: TaskSettings): string[] {
  return (task.depends_on ?? []).map((dependency) => dependency.task_key)
}

/** The keys and everything that depends on them, near or far. */
export function withDependents(tasks: TaskSettings[], keys: Iterable<string>): Set<string> {
  return grow(keys, (found) =>
    tasks.filter((task) => keysBefore(task).some((key) => found.has(key))).map((task) => task.task_key),
  )
}

/** The keys and everything that they depend on, near or far. */
function withUpstream(tasks: TaskSettings[], keys: Iterable<string>): Set<string> {
  return grow(keys, (found) => tasks.filter((task) => found.has(task.task_key)).flatMap(keysBefore))
}

function grow(keys: Iterable<string>, next: (found: ReadonlySet<string>) => string[]): Set<string> {
  const found = new Set(keys)
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const key of next(found)) found.add(key)
  }
  return found
}

/** Run-now's `only`: `key`, `+key` with what is upstream, `key+` with what is downstream. @throws RangeError unknown key */
export function selectOnly(tasks: TaskSettings[], only: string[]): Set<string> {
  const selected = new Set<string>()
  for (const entry of only) {
    const key = entry.replace(/^\+/, '').replace(/\+$/, '')
    if (!tasks.some((task) => task.task_key === key)) throw new RangeError(key)
    selected.add(key)
    if (entry.startsWith('+')) for (const upstream of withUpstream(tasks, [key])) selected.add(upstream)
    if (entry.endsWith('+')) for (const dependent of withDependents(tasks, [key])) selected.add(dependent)
  }
  return selected
}
