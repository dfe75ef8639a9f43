/** What a workspace shows of itself here. */
export const TABS = ['jobs', 'warehouses', 'clusters'] as const

export type Tab = (typeof TABS)[number]

/** What of a workspace is looked at, as the page's URL says it. */
export interface WorkspaceQuery {
  readonly tab: Tab
  /** Words that a name has. */
  readonly q: string
  /** A connector's slug, where there are several; '' is the first one. */
  readonly connector: string
  /** Databricks' own mark of where a page begins; '' is the first one. */
  readonly page: string
}

const LONGEST_MARK = 1_000

type Params = Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads a URL's query. What makes no sense is left out, so that a bad link still shows something. */
export function parseWorkspaceQuery(params: Params): WorkspaceQuery {
  const text = (name: string): string => {
    const value = params[name]
    return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()
  }
  const page = text('page')
  return {
    tab: TABS.find((tab) => tab === text('tab')) ?? 'jobs',
    q: text('q').slice(0, 200),
    connector: /^[a-z0-9-]{1,100}$/.test(text('connector')) ? text('connector') : '',
    page: page.length <= LONGEST_MARK && /^[\x21-\x7e]*$/.test(page) ? page : '',
  }
}

/** The address of a page of the workspace; empty parts are left out. */
export function workspaceHref(query: WorkspaceQuery, change: Partial<WorkspaceQuery> = {}): string {
  const { tab, ...rest } = { ...query, ...change }
  const entries = [...(tab === 'jobs' ? [] : [['tab', tab]]), ...Object.entries(rest)].filter(([, value]) => value)
  return entries.length === 0 ? '/workspace' : `/workspace?${new URLSearchParams(entries as [string, string][])}`
}

/** Whether a name has every word that is looked for, in any case. */
export function hasWords(name: string, q: string): boolean {
  const lower = name.normalize('NFC').toLowerCase()
  return q
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}
