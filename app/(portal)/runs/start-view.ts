import 'server-only'
import type { Route } from 'next'
import { redirect } from 'next/navigation'
import type { SavedView, ViewProblem } from '@/lib/runs/saved-view'

type Params = Readonly<Record<string, string | readonly string[] | undefined>>

/** A list that is opened without any word of how shows the view that the person begins with. */
export function openStartView(path: string, params: Params, views: readonly SavedView[]): void {
  const start = Object.keys(params).length === 0 ? views.find(({ isStart }) => isStart) : undefined
  if (start) redirect(`${path}${start.query || '?views=none'}` as Route)
}

const CHANGED = ['taken', 'full', 'name', 'open'] as const satisfies readonly (ViewProblem | 'open')[]

/** What an action of the views said when it came back. */
export function viewsChangedIn({ views }: Params): (typeof CHANGED)[number] | undefined {
  return CHANGED.find((changed) => changed === views)
}
