import { z } from 'zod'
import { currentTimeZone, requireViewer, respond } from '@/app/_edge'
import { EXPORT_FORMAT, exportAnswer } from '@/app/api/_export-answer'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { exportSignIns } from '@/lib/identity/server/export-sign-ins'
import { parseSignInQuery } from '@/lib/identity/sign-in-query'

const TEXT = z.string().max(200).optional()
const ASKED = z.strictObject({
  ...{ format: EXPORT_FORMAT, all: z.literal('1').optional() },
  ...{ user: TEXT, kind: TEXT, result: TEXT, resource: TEXT, correlation: TEXT, run: TEXT },
  ...{ from: TEXT, to: TEXT, q: TEXT },
})

/** The sign-in log as a file, by the filters of its page: one's own, or with `all=1` everybody's, for Admins. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const viewer = await requireViewer()
    const { format, all, ...filters } = readFields(queryFields(request), ASKED)
    const asked = parseSignInQuery(filters)
    const timeZone = await currentTimeZone()
    return exportAnswer(await exportSignIns(viewer, { asked, everybodys: all === '1', format, timeZone }))
  })
}
