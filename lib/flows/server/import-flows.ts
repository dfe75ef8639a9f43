import 'server-only'
import { z } from 'zod'
import { OPERATOR } from '@/lib/audit/audit-entry'
import { ensureFirstConnector } from '@/lib/connectors/server/first-connector'
import { shownFacts } from '@/lib/flows/shown-facts'
import { newId } from '@/lib/new-id'
import { type Parsed, parsed, refused } from '@/lib/result'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { putFlow } from '@/lib/store/flows'
import { contentOf, flowFields } from './flow-schema'

// zod compiles code where it may; nothing here is to (D6).
z.config({ jitless: true })

const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'takes small letters, digits and hyphens')
  .max(100)

/** `makers`, Entra object ids, count for a flow that is new here. */
const flow = flowFields.extend({ slug, makers: z.array(z.guid()).max(100).default([]) })

const file = z.strictObject({ flows: z.array(flow).max(1000) })

/**
 * Writes the flows of a file, all or none. A flow's slug says which one it is; a changed definition becomes a new version.
 * Answers how many flows the file holds, or what is wrong with it, named by its place in the file.
 */
export async function importFlows(content: unknown): Promise<Parsed<number>> {
  const read = file.safeParse(content)
  if (!read.success) {
    return refused(read.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'file', message })))
  }
  const connectorId = await ensureFirstConnector()
  const at = new Date()
  await inTransaction(async (trx) => {
    for (const { slug, makers, ...fields } of read.data.flows) {
      const content = contentOf(fields)
      const { before, version } = await putFlow(trx, { ...content, slug, makers, id: newId(), connectorId, at })
      await insertAudit(trx, {
        actor: OPERATOR,
        action: 'flow.import',
        target: `flow:${slug}`,
        outcome: 'done',
        before: before && shownFacts(before),
        after: shownFacts({ ...content, version }),
      })
    }
  })
  return parsed(read.data.flows.length)
}
