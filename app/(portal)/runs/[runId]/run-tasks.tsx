import { EmptyState } from '@/app/_components/empty-state'
import { Gantt } from '@/app/_components/gantt'
import { Tabs } from '@/app/_components/tabs'
import { TaskGraph } from '@/app/_components/task-graph'
import type { Words } from '@/lib/language/words'
import { attemptsOf } from '@/lib/runs/attempts'
import { isActive } from '@/lib/runs/run-state'
import type { RunView } from '@/lib/runs/server/get-run'
import { startWords } from './start-words'
import { TaskDetails } from './task-details'
import { type TaskLook, taskLookUrl } from './task-look'
import { taskEdges, taskNode } from './task-node'
import { ganttRow } from './task-row'

interface RunTasksProps {
  readonly view: RunView
  readonly look: TaskLook
  readonly words: Words['run']
  /** The server's clock, epoch ms. */
  readonly now: number
}

/** The tasks as a time line or as a graph, and one of them with all that is known of it. */
export function RunTasks({ view: { run, tasks, flow }, look, words, now }: RunTasksProps) {
  const shown = attemptsOf(tasks)
  if (shown.length === 0) {
    return (
      <EmptyState
        icon="flow"
        text={isActive(run.state) ? words.noTasks : startWords(run, words).noTasksNotStarted}
        compact
      />
    )
  }
  const origin = Math.min(...tasks.flatMap(({ startedAt }) => startedAt ?? []), run.startedAt ?? now)
  const open = shown.find(({ latest }) => isOpen(latest, look))
  const latest = shown.map((task) => task.latest)
  return (
    <>
      {shown.length > 1 && <Views look={look} words={words} />}
      {look.graph && shown.length > 1 ? (
        <TaskGraph
          label={words.taskWords.graphOf}
          nodes={latest.map((task) => taskNode(task, look, words))}
          edges={taskEdges(latest, words)}
        />
      ) : (
        <Gantt
          label={words.timeline}
          nowMs={now}
          rows={shown.map((task) => ganttRow(task, { look, words, now, origin }))}
          phases={words.taskWords.phases}
        />
      )}
      {open && (
        <TaskDetails
          task={open}
          isSecret={flow.definition.steps[open.latest.position]?.secretResults === true}
          {...{ look, words, now }}
        />
      )}
    </>
  )
}

function isOpen(task: { readonly taskKey: string; readonly position: number }, { open }: TaskLook): boolean {
  return task.taskKey === open?.taskKey && task.position === open.position
}

function Views({ look, words }: { readonly look: TaskLook; readonly words: Words['run'] }) {
  const views = [
    { graph: false, label: words.timeline },
    { graph: true, label: words.taskWords.graph },
  ]
  return (
    <Tabs
      label={words.taskWords.views}
      tabs={views.map(({ graph, label }) => ({
        href: taskLookUrl({ ...look, graph, open: undefined }),
        label,
        current: graph === look.graph,
      }))}
    />
  )
}
