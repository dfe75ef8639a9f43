import { currentTimeZone, requireViewer, respond } from '@/app/_edge'
import { pulseAnswer } from '@/app/api/_pulse-answer'
import { parseRunQuery } from '@/lib/runs/run-query'
import { listAllRuns, listMyRuns, watchMyRuns } from '@/lib/runs/server/list-runs'

const LIMITS = ['5', '8', '50']

/** Whether a list of runs changed: the query is that of the page which shows it, `all=1` for everybody's. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const viewer = await requireViewer()
    const params = Object.fromEntries(new URL(request.url).searchParams)
    const limit = Number(LIMITS.find((known) => known === params.limit) ?? 50)
    const options = { limit, timeZone: await currentTimeZone() }
    const query = parseRunQuery(params)
    if (params.all) {
      const { version } = await listAllRuns(viewer, query, options)
      return pulseAnswer(request, version, Date.now())
    }
    await watchMyRuns(viewer)
    const { version } = await listMyRuns(viewer, query, options)
    return pulseAnswer(request, version, Date.now())
  })
}
