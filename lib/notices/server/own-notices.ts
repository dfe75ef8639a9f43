import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { isId } from '@/lib/is-id'
import type { Notice } from '@/lib/notices/notice'
import { query } from '@/lib/store/current'
import { selectNoticeOwner, selectNotices, setRead } from '@/lib/store/notices'

const A_PAGE = 50
interface NoticePage {
  readonly notices: readonly Notice[]
  /** There are more before this one. */
  readonly before: string | undefined
}

/** What the viewer was told, newest first. */
export async function listNotices({ personId }: Viewer, before: string | undefined): Promise<NoticePage> {
  const from = before !== undefined && isId(before) ? before : undefined
  const found = await query((db) => selectNotices(db, { personId, before: from, limit: A_PAGE + 1 }))
  const notices = found.slice(0, A_PAGE)
  return { notices, before: found.length > A_PAGE ? notices.at(-1)?.id : undefined }
}

/** Answers the run that it is about. Somebody else's is as unknown as one that does not exist. @throws PortalError not_found */
export async function readNotice(viewer: Viewer, id: string): Promise<string | undefined> {
  const owner = isId(id) ? await query((db) => selectNoticeOwner(db, id)) : undefined
  if (owner?.personId !== viewer.personId) {
    if (owner) {
      await recordRefusal(actorOf(viewer), { action: 'notice.read', target: `notice:${id}`, reason: 'not_owner' })
    }
    throw new PortalError('not_found', 'There is no such notice for this person.')
  }
  await query((db) => setRead(db, viewer.personId, id))
  return owner.runId
}

export async function readAllNotices({ personId }: Viewer): Promise<void> {
  await query((db) => setRead(db, personId))
}
