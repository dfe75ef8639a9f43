import { z } from 'zod'
import { requireViewer, respond } from '@/app/_edge'
import { sandboxedPage } from '@/app/api/_sandboxed-page'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { notebookOfRun } from '@/lib/runs/server/notebook-of-run'

const NOTEBOOK = z.strictObject({
  /** Databricks' id of an attempt. */
  attempt: z.string().regex(/^\d{1,19}$/),
  as: z.literal('file').optional(),
})

/**
 * The notebook of one attempt of a task as it ran, as Databricks shows it to the viewer's own token: as a page that may do nothing, or
 * with `&as=file` as a download, which no origin of ours opens (IO-9).
 */
export function GET(request: Request, { params }: RouteContext<'/api/runs/[runId]/notebook'>): Promise<Response> {
  return respond(async () => {
    const { attempt, as } = readFields(queryFields(request), NOTEBOOK)
    const { runId } = await params
    const { name, html } = await notebookOfRun(await requireViewer(), { runId, attempt })
    return as === 'file' ? download(html, name) : sandboxedPage(html)
  })
}

function download(html: string, name: string): Response {
  const safe = name.replaceAll(/[^\w.-]/g, '_').slice(0, 100) || 'notebook'
  return new Response(html, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Disposition': `attachment; filename="${safe}.html"`,
    },
  })
}
