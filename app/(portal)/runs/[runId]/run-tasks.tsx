import { Duration } from '@/app/_components/duration'
import { EmptyState } from '@/app/_components/empty-state'
import { Gantt, type GanttRow } from '@/app/_components/gantt'
import type { Words } from '@/lib/language/words'
import { latestAttempts } from '@/lib/runs/attempts'
import { isActive } from '@/lib/runs/run-state'
import { isFinal } from '@/lib/runs/run-status'
import type { TaskRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import { startWords } from './start-words'

interface RunTasksProps {
  readonly view: RunView
  readonly words: Words['run']
  /** The server's clock, epoch ms. */
  readonly now: number
}

/** The tasks as a list with a time line; of a task that was tried again, the latest attempt. */
export function RunTasks({ view: { run, tasks }, words, now }: RunTasksProps) {
  const shown = latestAttempts(
    tasks.map((task) => ({ ...task, attemptNumber: task.attempt, startTime: task.startedAt })),
  )
  if (shown.length === 0) {
    return (
      <EmptyState
        icon="flow"
        text={isActive(run.state) ? words.noTasks : startWords(run, words).noTasksNotStarted}
        compact
      />
    )
  }
  const origin = Math.min(...shown.flatMap(({ latest }) => latest.startedAt ?? []), run.startedAt ?? now)
  return (
    <Gantt
      label={words.timeline}
      nowMs={now}
      rows={shown.map(({ latest }) => ganttRow(latest, origin, words, now))}
    />
  )
}

function ganttRow(task: TaskRow, origin: number, words: Words['run'], now: number): GanttRow {
  const kind = words.kinds[task.kind] ?? words.otherKind
  const ended = task.endedAt ?? (isFinal(task.status) ? task.startedAt : undefined)
  const ran = task.startedAt !== undefined && task.status !== 'Skipped'
  return {
    key: task.taskKey,
    name: task.attempt > 0 ? `${task.taskKey} (${words.attempt(task.attempt + 1)})` : task.taskKey,
    status: task.status,
    statusLabel: words.statuses[task.status],
    startMs: ran ? task.startedAt : undefined,
    endMs: ended,
    duration: ran && task.startedAt !== undefined && <Duration from={task.startedAt} to={ended} now={now} />,
    description: ran
      ? words.startsAt(kind, Math.round(((task.startedAt ?? origin) - origin) / 1000))
      : words.notStartedYet(kind),
  }
}
