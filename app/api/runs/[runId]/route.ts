import { z } from 'zod'
import { requireViewer, respond } from '@/app/_edge'
import { pulseAnswer } from '@/app/api/_pulse-answer'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { isActive } from '@/lib/runs/run-state'
import { getRunPulse } from '@/lib/runs/server/get-run'

/** Whether a run changed, for its page. */
export function GET(request: Request, { params }: RouteContext<'/api/runs/[runId]'>): Promise<Response> {
  return respond(async () => {
    readFields(queryFields(request), z.strictObject({}))
    const pulse = await getRunPulse(await requireViewer(), (await params).runId)
    return pulseAnswer(request, pulse.version, pulse.followedAt, { ended: !isActive(pulse.state) })
  })
}
