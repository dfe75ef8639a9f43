import { z } from 'zod'
import { requireViewer, respond } from '@/app/_edge'
import { exportConnector } from '@/lib/connectors/server/export-connector'
import { queryFields, readFields } from '@/lib/http/server/posted-form'

/** One of the two files of a connector, as the tools of the Power Platform read them. */
export function GET(request: Request, { params }: RouteContext<'/api/connectors/[slug]/[file]'>): Promise<Response> {
  return respond(async () => {
    readFields(queryFields(request), z.strictObject({}))
    const { slug, file } = await params
    const text = await exportConnector(await requireViewer(), slug, file)
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file}"`,
    }
    return new Response(text, { headers })
  })
}
