import { isReady } from '@/lib/startup/server/is-ready'

/** Whether this process should be sent requests. No details: they stand in the log. */
export async function GET(): Promise<Response> {
  const ready = await isReady()
  return Response.json({ status: ready ? 'ready' : 'not ready' }, { status: ready ? 200 : 503 })
}

export const dynamic = 'force-dynamic'
