import type { TableLook } from '@/lib/results/table-look'

export const VIEWS = ['table', 'chart', 'tree', 'document', 'text'] as const
export type View = (typeof VIEWS)[number]

/** What the address of the page says: whose result, and how somebody looks at it. */
export interface OutputLook extends TableLook {
  readonly path: string
  readonly task: string
  /** Of the step, from 0. */
  readonly step: number
  /** Undefined where the result decides. */
  readonly view: View | undefined
  /** The place of the column that a chart shows. */
  readonly column: number | undefined
  /** The last line of a text to show; its end where nothing is said. */
  readonly until: number | undefined
}

type Asked = Readonly<Record<string, string | string[] | undefined>>

/** Whatever an address says that no page of ours has written is as if it said nothing. */
export function parseOutputLook(path: string, asked: Asked): OutputLook {
  const text = (name: string) => {
    const value = asked[name]
    return typeof value === 'string' ? value : ''
  }
  const number = (name: string) => (/^\d{1,7}$/.test(text(name)) ? Number(text(name)) : undefined)
  return {
    path,
    task: text('task'),
    step: number('step') ?? 0,
    view: VIEWS.find((view) => view === text('view')),
    find: text('find').slice(0, 200),
    sort: number('sort'),
    descending: text('order') === 'desc',
    from: number('from') ?? 0,
    column: number('column'),
    until: number('until'),
  }
}

/** The address of another look at the same result. */
export function outputHref(look: OutputLook, change: Partial<OutputLook>): string {
  const { path, task, step, view, find, sort, descending, from, column, until } = { ...look, ...change }
  const said: Readonly<Record<string, string | number | undefined>> = {
    task,
    step: step || undefined,
    view,
    find: find || undefined,
    sort,
    order: descending ? 'desc' : undefined,
    from: from || undefined,
    column,
    until,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(said)) if (value !== undefined) query.set(name, String(value))
  return `${path}?${query}`
}
