import 'server-only'
import { z } from 'zod'
import type { ExportFile } from '@/lib/exports/server/export-file'

/** What the address of every export says. */
export const EXPORT_FORMAT = z.enum(['csv', 'json'])

/** A file as a download. */
export function exportAnswer({ name, type, body }: ExportFile): Response {
  return new Response(body, {
    headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` },
  })
}
