import { attempt } from '@/app/_edge'
import type { Viewer } from '@/lib/identity/viewer'
import { browseWorkspace } from '@/lib/workspace/server/browse-workspace'
import type { Tab } from '@/lib/workspace/workspace-query'
import type { WorkspaceList } from '@/lib/workspace/workspace-rows'

/** The newest things of a kind that a workspace shows the viewer. */
export interface KnownThings {
  /** By which a field names the list as its `list`. */
  readonly id: string
  readonly rows: WorkspaceList['rows']
}

/**
 * For fields that take an id: the names that go with ids. Any other id may be typed, so where the workspace cannot be read the
 * field is as it would be without; what is then sent with it says why.
 */
export async function knownThings(
  viewer: Viewer,
  connector: { readonly id: string },
  tab: Tab,
): Promise<KnownThings | undefined> {
  const read = await attempt(() => browseWorkspace(viewer, connector, { tab, q: '', connector: '', page: '' }))
  return read.ok && read.value.rows.length > 0 ? { id: `known-${tab}`, rows: read.value.rows } : undefined
}

export function KnownList({ known }: { readonly known: KnownThings }) {
  return (
    <datalist id={known.id}>
      {known.rows.map(({ id, name }) => (
        <option key={id} value={id}>
          {name || id}
        </option>
      ))}
    </datalist>
  )
}
