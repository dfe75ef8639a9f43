import { z } from 'zod'
import { requireViewer } from '@/app/_edge'
import { respondToPerson } from '@/app/api/_respond-to-person'
import { sandboxedPage } from '@/app/api/_sandboxed-page'
import { PortalError } from '@/lib/errors'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { htmlOutput, readNotebook } from '@/lib/notebooks/read-notebook'
import { notebookOfRun } from '@/lib/runs/server/notebook-of-run'

const SMALL_NUMBER = z.string().regex(/^\d{1,6}$/)

const NOTEBOOK = z.strictObject({
  /** Databricks' id of an attempt. */
  attempt: z.string().regex(/^\d{1,19}$/),
  as: z.literal('file').optional(),
  /** Counted as on the page of the notebook: cells from 1, their outputs from 0. */
  cell: SMALL_NUMBER.optional(),
  part: SMALL_NUMBER.optional(),
})

/**
 * The notebook of one attempt of a task as it ran, as Databricks shows it to the viewer's own token: as a page that may do nothing,
 * with `&as=file` as a download, which no origin of ours opens, or with `&cell=` and `&part=` one HTML output alone, as such a page
 * (IO-9).
 */
export async function GET(
  request: Request,
  { params }: RouteContext<'/api/runs/[runId]/notebook'>,
): Promise<Response> {
  const { runId } = await params
  return respondToPerson(request, runId, async () => {
    const { attempt, as, cell, part = '0' } = readFields(queryFields(request), NOTEBOOK)
    const { name, html } = await notebookOfRun(await requireViewer(), { runId, attempt })
    if (as === 'file') return download(html, name)
    return sandboxedPage(cell ? outputOf(html, Number(cell), Number(part)) : html)
  })
}

function outputOf(page: string, cell: number, part: number): string {
  const notebook = readNotebook(page)
  const html = notebook && htmlOutput(notebook, cell, part)
  if (html === undefined) throw new PortalError('not_found', 'The notebook has no such output.')
  return html
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
