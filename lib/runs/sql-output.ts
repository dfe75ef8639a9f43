import { runPageUrl } from './run-page-url'
import { firstOf, storableText } from './storable-text'
import type { SqlLeft } from './task-output'

const QUERY_CHARACTERS = 100_000
const WORD_CHARACTERS = 1_000
const WIDGETS = 100

/** What a task of the kind `sql_task` leaves, as the workspace tells it. */
export interface SqlTold {
  readonly queryOutput: Told | undefined
  readonly alertOutput: (Told & { readonly alertState: string | undefined }) | undefined
  readonly dashboardOutput: { readonly widgets: readonly WidgetTold[] } | undefined
}

interface Told {
  readonly queryText: string | undefined
  readonly outputLink: string | undefined
}

interface WidgetTold {
  readonly widgetTitle: string | undefined
  readonly outputLink: string | undefined
  readonly status: string | undefined
  readonly error: { readonly message: string | undefined } | undefined
}

/**
 * What the run's page shows of it: the rows themselves stay in the workspace. A link is kept if it leads to the workspace's own
 * origin, and no other (IO-10). undefined where nothing is told.
 */
export function sqlOutput(told: SqlTold, origin: string): SqlLeft | undefined {
  const { queryOutput, alertOutput, dashboardOutput } = told
  if (!queryOutput && !alertOutput && !dashboardOutput) return undefined
  const { queryText = '', outputLink } = queryOutput ?? alertOutput ?? { outputLink: undefined }
  const query = storableText(firstOf(queryText, QUERY_CHARACTERS))
  const url = runPageUrl(outputLink, origin)
  const widgets = dashboardOutput?.widgets ?? []
  return {
    kind: 'sql',
    ...(query && { query }),
    ...(url && { url }),
    ...(alertOutput && { alert: word(alertOutput.alertState) || 'UNKNOWN' }),
    ...(dashboardOutput && { widgets: widgets.slice(0, WIDGETS).map((widget) => widgetOf(widget, origin)) }),
    truncated: query.length < queryText.length || widgets.length > WIDGETS,
  }
}

function widgetOf({ widgetTitle, outputLink, status, error }: WidgetTold, origin: string) {
  const url = runPageUrl(outputLink, origin)
  const message = word(error?.message)
  return { title: word(widgetTitle), status: word(status), ...(url && { url }), ...(message && { message }) }
}

function word(text = ''): string {
  return storableText(firstOf(text, WORD_CHARACTERS))
}
