import { z } from 'zod'
import { currentTimeZone, requireViewer, respond } from '@/app/_edge'
import { EXPORT_FORMAT, exportAnswer } from '@/app/api/_export-answer'
import { parseAuditQuery } from '@/lib/audit/audit-query'
import { exportAudit } from '@/lib/audit/server/export-audit'
import { queryFields, readFields } from '@/lib/http/server/posted-form'

const TEXT = z.string().max(200).optional()
const ASKED = z.strictObject({
  format: EXPORT_FORMAT,
  ...{ actor: TEXT, action: TEXT, target: TEXT, result: TEXT, source: TEXT, from: TEXT, to: TEXT },
})

/** The audit log as a file, by the filters of its page. For Admins. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const viewer = await requireViewer()
    const { format, ...filters } = readFields(queryFields(request), ASKED)
    const timeZone = await currentTimeZone()
    return exportAnswer(await exportAudit(viewer, { asked: parseAuditQuery(filters), format, timeZone }))
  })
}
