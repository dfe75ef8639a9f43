import { z } from 'zod'
import { cookieValues, currentTimeZone, requireViewer, respond } from '@/app/_edge'
import { EXPORT_FORMAT, exportAnswer } from '@/app/api/_export-answer'
import { FILTERS, isAsWritten } from '@/app/api/runs/_list-query'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { hasRole } from '@/lib/identity/roles'
import { viewerOf } from '@/lib/identity/server/viewer'
import { parseRunQuery } from '@/lib/runs/run-query'
import { exportRuns } from '@/lib/runs/server/export-runs'

const EXPORTED = z
  .strictObject({ ...FILTERS, format: EXPORT_FORMAT, all: z.literal('1').optional() })
  .refine(({ format: _format, all: _all, ...filters }) => isAsWritten(filters))

/** A whole list of runs as a file: the query is that of the page that shows it, `all=1` for everybody's, `format=` csv or json. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const { format, all, ...asked } = readFields(queryFields(request), EXPORTED)
    const viewer = await requireViewer()
    const cookies = await cookieValues()
    const file = await exportRuns(viewer, {
      query: parseRunQuery(asked),
      all: all === '1',
      format,
      timeZone: await currentTimeZone(),
      async stillMay() {
        const now = await viewerOf(cookies)
        return now !== undefined && (all === undefined || hasRole(now.roles, 'Portal.Admin'))
      },
    })
    return exportAnswer(file)
  })
}
