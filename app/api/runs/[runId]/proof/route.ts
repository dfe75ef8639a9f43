import { requireViewer, respond } from '@/app/_edge'
import { exportProof } from '@/lib/runs/server/prove-run'

/** The proof of a run as a file: one's own, or anybody's for an Admin. */
export function GET(_request: Request, { params }: RouteContext<'/api/runs/[runId]/proof'>): Promise<Response> {
  return respond(async () => {
    const { name, text } = await exportProof(await requireViewer(), (await params).runId)
    return new Response(text, {
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Disposition': `attachment; filename="${name}"`,
      },
    })
  })
}
