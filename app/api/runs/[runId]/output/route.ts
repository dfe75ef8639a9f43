import { z } from 'zod'
import { requireViewer } from '@/app/_edge'
import { respondToPerson } from '@/app/api/_respond-to-person'
import { sandboxedPage } from '@/app/api/_sandboxed-page'
import { PortalError } from '@/lib/errors'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { tableFile } from '@/lib/results/table-file'
import { stripAnsi } from '@/lib/runs/ansi'
import { getOutputText } from '@/lib/runs/server/get-run'

const RESULT = z.strictObject({
  task: z.string().min(1),
  step: z
    .string()
    .regex(/^\d{1,2}$/)
    .optional(),
  show: z.literal('html').optional(),
  as: z.enum(['csv', 'json']).optional(),
})

const TYPES = { csv: 'text/csv', json: 'application/json', txt: 'text/plain' } as const

/**
 * The whole result of a task: `?task=`, and `&step=` where it is not of the first, from 0; as a download, with `&as=csv` or `json`
 * where it is a table, or with `?show=html` as a page that may do nothing at all. It is whatever the job wrote, so it is never of
 * this origin: a sandbox without rights, and no script, form or request (IO-9).
 */
export async function GET(request: Request, { params }: RouteContext<'/api/runs/[runId]/output'>): Promise<Response> {
  const { runId } = await params
  return respondToPerson(request, runId, async () => {
    const { task, step = '0', show, as } = readFields(queryFields(request), RESULT)
    const which = { runId, taskKey: task, position: Number(step) }
    const { text, isCsv } = await getOutputText(await requireViewer(), which)
    if (show === 'html') return sandboxedPage(text)
    if (!as) return asDownload(stripAnsi(text), task, isCsv ? 'csv' : 'txt')
    const file = tableFile(text, isCsv, as)
    if (file === undefined) throw new PortalError('not_found', 'This result is no table.')
    return asDownload(file, task, as)
  })
}

function asDownload(text: string, task: string, ending: keyof typeof TYPES): Response {
  const name = task.replaceAll(/[^\w.-]/g, '_').slice(0, 100) || 'result'
  return new Response(text, {
    headers: {
      'Content-Type': `${TYPES[ending]}; charset=utf-8`,
      'Content-Disposition': `attachment; filename="${name}.${ending}"`,
    },
  })
}
