/** How the viewer wants to see the tasks: from the URL, where it stays when the page is drawn again. */
export interface TaskLook {
  readonly runId: string
  readonly graph: boolean
  /** The task whose details are open, in the step at `position`. */
  readonly open: { readonly taskKey: string; readonly position: number } | undefined
}

type Params = Readonly<Record<string, string | readonly string[] | undefined>>

export function parseTaskLook(runId: string, { view, task, step }: Params): TaskLook {
  const position = typeof step === 'string' && /^\d{1,2}$/.test(step) ? Number(step) : 0
  const open = typeof task === 'string' && task !== '' ? { taskKey: task, position } : undefined
  return { runId, graph: view === 'graph', open }
}

/** The same page, looked at otherwise. */
export function taskLookUrl({ runId, graph, open }: TaskLook): string {
  const params = new URLSearchParams({
    ...(graph && { view: 'graph' }),
    ...(open && { task: open.taskKey }),
    ...(open && open.position > 0 && { step: String(open.position) }),
  })
  return `/runs/${runId}${params.size > 0 ? `?${params}` : ''}${open ? '#task' : ''}`
}
