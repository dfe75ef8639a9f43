import 'server-only'
import { type GroupsProblem, groupsProblem } from '@/lib/identity/groups-told'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { countGroupClaims } from '@/lib/store/people'

/** What keeps groups from counting here, for whoever shares with one. It tells nothing of anybody, so anybody may know. */
export async function groupsAtEntra(_viewer: Viewer): Promise<GroupsProblem | undefined> {
  return groupsProblem(await query(countGroupClaims))
}
