import { z } from 'zod'
import { currentTimeZone, requireViewer, respond } from '@/app/_edge'
import { pulseAnswer } from '@/app/api/_pulse-answer'
import { isAsWritten, LIST_QUERY } from '@/app/api/runs/_list-query'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { parseRunQuery } from '@/lib/runs/run-query'
import { listAllRuns, listMyRuns, watchMyRuns } from '@/lib/runs/server/list-runs'

const LISTED = z
  .strictObject({ ...LIST_QUERY, limit: z.enum(['5', '8', '50']).default('50'), all: z.literal('1').optional() })
  .refine(isAsWritten)

/** Whether a list of runs changed: the query is that of the page which shows it, `all=1` for everybody's. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const { limit, all, ...asked } = readFields(queryFields(request), LISTED)
    const viewer = await requireViewer()
    const options = { limit: Number(limit), timeZone: await currentTimeZone() }
    const query = parseRunQuery(asked)
    if (all) {
      const { version } = await listAllRuns(viewer, query, options)
      return pulseAnswer(request, version, Date.now())
    }
    await watchMyRuns(viewer)
    const { version } = await listMyRuns(viewer, query, options)
    return pulseAnswer(request, version, Date.now())
  })
}
