import { z } from 'zod'
import { currentTimeZone, requireViewer, respond } from '@/app/_edge'
import { pulseAnswer } from '@/app/api/_pulse-answer'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { parseRunQuery } from '@/lib/runs/run-query'
import { listAllRuns, listMyRuns, watchMyRuns } from '@/lib/runs/server/list-runs'

const text = z.string().optional()

/** A page leaves out of its address what makes no sense; its scripts ask for what it made of it, so here nothing is left out. */
const LISTED = z
  .strictObject({
    ...{ flow: text, status: text, from: text, to: text, q: text, after: text, before: text },
    limit: z.enum(['5', '8', '50']).default('50'),
    all: z.literal('1').optional(),
  })
  .refine((asked: Readonly<Record<string, string | undefined>>) =>
    Object.entries(parseRunQuery(asked)).every(([name, value]) => value === (asked[name] ?? '')),
  )

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
