import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'

/** To look at the settings is an Admin's, and on record (AUD-1). @throws PortalError not_permitted */
export async function demandSettings(viewer: Viewer): Promise<void> {
  const asked = { action: 'settings.view', target: 'settings' } as const
  await demandRole(viewer, 'Portal.Admin', asked)
  await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...asked, outcome: 'done' })
}
