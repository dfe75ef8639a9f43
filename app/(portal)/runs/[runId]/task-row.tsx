import { Duration } from '@/app/_components/duration'
import type { GanttRow } from '@/app/_components/gantt'
import { formatDuration } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'
import { phaseBars } from '@/lib/runs/phase-bars'
import { isFinal } from '@/lib/runs/run-status'
import type { TaskRow } from '@/lib/runs/run-view'
import { PHASES } from '@/lib/runs/task-facts'
import { type TaskLook, taskLookUrl } from './task-look'

interface Around {
  readonly look: TaskLook
  readonly words: Words['run']
  /** The server's clock, epoch ms. */
  readonly now: number
  /** When the first of the tasks began, epoch ms. */
  readonly origin: number
}

interface Attempts {
  readonly latest: TaskRow
  readonly earlier: readonly TaskRow[]
}

/** A task on the time line; what it tried before is folded up under it. */
export function ganttRow({ latest, earlier }: Attempts, around: Around): GanttRow {
  const { look, words } = around
  const open = { taskKey: latest.taskKey, position: latest.position }
  const row = rowOf(latest, around)
  const numbered = latest.attempt > 0 ? { name: `${latest.taskKey} (${words.attempt(latest.attempt + 1)})` } : {}
  const before = earlier.map((attempt) => ({ ...rowOf(attempt, around), name: words.attempt(attempt.attempt + 1) }))
  return {
    ...row,
    ...numbered,
    href: taskLookUrl({ ...look, open }),
    ...(before.length > 0 && { earlier: { label: words.taskWords.earlier(before.length), rows: before } }),
  }
}

function rowOf(task: TaskRow, { words, now, origin }: Around): GanttRow {
  const { startedAt, status } = task
  const kind = words.kinds[task.kind] ?? words.otherKind
  const row = {
    key: `${task.taskKey} ${task.attempt}`,
    name: task.taskKey,
    status,
    statusLabel: words.statuses[status],
  }
  if (startedAt === undefined || status === 'Skipped') {
    return { ...row, bars: [], description: words.notStartedYet(kind) }
  }
  const ended = task.endedAt ?? (isFinal(status) ? startedAt : undefined)
  const began = words.startsAt(kind, Math.round((startedAt - origin) / 1000))
  const spent = spentOf(task, words)
  return {
    ...row,
    bars: phaseBars({ status, startMs: startedAt, endMs: ended, phases: task.facts.phases }, now),
    duration: <Duration from={startedAt} to={ended} now={now} />,
    description: spent ? words.taskWords.spent(began, spent) : began,
  }
}

/** "Compute starts 40 s, Work 2 min" */
export function spentOf({ facts: { phases = {} } }: TaskRow, { taskWords }: Words['run']): string {
  return PHASES.flatMap((phase) => {
    const ms = phases[phase]
    return ms ? [taskWords.phase(taskWords.phases[phase], formatDuration(ms))] : []
  }).join(', ')
}
