import { z } from 'zod'
import { currentBell, requireViewer, respond } from '@/app/_edge'
import { pulseAnswer } from '@/app/api/_pulse-answer'
import { queryFields, readFields } from '@/lib/http/server/posted-form'

/** What the viewer's bell shows: how many notices are unread, and whether runs are under way. */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    readFields(queryFields(request), z.strictObject({}))
    await requireViewer()
    const { unread, underWay } = await currentBell()
    return pulseAnswer(request, `${unread} ${underWay}`, undefined)
  })
}
