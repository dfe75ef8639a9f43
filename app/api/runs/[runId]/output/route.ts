import { z } from 'zod'
import { requireViewer, respond } from '@/app/_edge'
import { answerWithPolicy } from '@/lib/http/server/exchange'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { getOutputText } from '@/lib/runs/server/get-run'

const RESULT = z.strictObject({
  task: z.string().min(1),
  step: z
    .string()
    .regex(/^\d{1,2}$/)
    .optional(),
  show: z.literal('html').optional(),
})

/**
 * The whole result of a task: `?task=`, and `&step=` where it is not of the first, from 0; as a download, or with `?show=html` as a page that may do nothing at all. It is
 * whatever the job wrote, so it is never of this origin: a sandbox without rights, and no script, form or request (IO-9).
 */
export function GET(request: Request, { params }: RouteContext<'/api/runs/[runId]/output'>): Promise<Response> {
  return respond(async () => {
    const { task, step = '0', show } = readFields(queryFields(request), RESULT)
    const { text, isCsv } = await getOutputText(await requireViewer(), (await params).runId, task, Number(step))
    return show === 'html' ? asSandboxedPage(text) : asDownload(text, { task, isCsv })
  })
}

const SANDBOX =
  "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

function asSandboxedPage(text: string): Response {
  answerWithPolicy(SANDBOX)
  return new Response(text, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}

function asDownload(text: string, { task, isCsv }: { readonly task: string; readonly isCsv: boolean }): Response {
  const name = task.replaceAll(/[^\w.-]/g, '_').slice(0, 100) || 'result'
  return new Response(text, {
    headers: {
      'Content-Type': `text/${isCsv ? 'csv' : 'plain'}; charset=utf-8`,
      'Content-Disposition': `attachment; filename="${name}.${isCsv ? 'csv' : 'txt'}"`,
    },
  })
}
