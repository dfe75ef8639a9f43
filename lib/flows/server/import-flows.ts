import 'server-only'
import { RE2JS } from 're2js'
import { z } from 'zod'
import { OPERATOR } from '@/lib/audit/audit-entry'
import { ensureFirstConnector } from '@/lib/connectors/server/first-connector'
import type { Flow, FlowDefinition } from '@/lib/flows/flow'
import { isPlainName } from '@/lib/flows/plain-values'
import { ROLES } from '@/lib/identity/roles'
import { newId } from '@/lib/new-id'
import { type Parsed, parsed, refused } from '@/lib/result'
import { isDatabricksId } from '@/lib/runs/databricks-id'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { putFlow } from '@/lib/store/flows'

// zod compiles code where it may; nothing here is to (D6).
z.config({ jitless: true })

const name = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'takes letters, digits, _ - . only')
  .refine(isPlainName, 'is a name that is not allowed')
const jobId = z.string().refine((id) => isDatabricksId(id) && id !== '0', 'is no job id')

const property = z.strictObject({
  type: z.enum(['string', 'number', 'integer', 'boolean', 'array']).optional(),
  title: z.string().max(200).optional(),
  description: z.string().max(1000).optional(),
  default: z.json().optional(),
  format: z.enum(['date', 'date-time', 'email']).optional(),
  enum: z.array(z.string()).min(1).max(500).optional(),
  items: z.strictObject({ type: z.literal('string'), enum: z.array(z.string()).min(1).max(500) }).optional(),
  uniqueItems: z.boolean().optional(),
  minItems: z.int().nonnegative().optional(),
  maxItems: z.int().positive().optional(),
  pattern: z.string().max(500).refine(isLinearPattern, 'is no pattern that RE2 can run').optional(),
  minLength: z.int().nonnegative().optional(),
  maxLength: z.int().positive().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  multipleOf: z.number().positive().optional(),
  writeOnly: z.boolean().optional(),
  'x-control': z.enum(['long-text', 'json', 'secret']).optional(),
  'x-pattern-words': z.string().max(200).optional(),
  'x-labels': z.record(z.string(), z.string().max(200)).optional(),
})

const flow = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'takes small letters, digits and hyphens')
    .max(100),
  title: z.string().min(1).max(200),
  description: z.string().max(2000).default(''),
  category: z.string().max(100).default(''),
  icon: z.string().max(50).default('flow'),
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'takes #rrggbb')
    .default('#0f6cbd'),
  owner: z.string().max(200),
  inputs: z
    .strictObject({
      type: z.literal('object'),
      properties: z.record(name, property),
      required: z.array(name).optional(),
      additionalProperties: z.literal(false),
      'x-order': z.array(name).optional(),
    })
    .default({ type: 'object', properties: {}, additionalProperties: false }),
  steps: z
    .array(
      z.strictObject({
        action: z.literal('run_now'),
        jobId,
        jobParameters: z
          .record(name, z.union([z.strictObject({ input: name }), z.strictObject({ value: z.string() })]))
          .default({}),
      }),
    )
    .length(1),
  audience: z.strictObject({ roles: z.array(z.enum(ROLES)), people: z.array(z.guid()) }),
  identityMode: z.literal('shared').default('shared'),
  advice: z.array(z.strictObject({ code: z.string(), text: z.string().max(1000) })).default([]),
})

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
    for (const { inputs, steps, audience, identityMode, advice, ...shown } of read.data.flows) {
      // zod says `undefined` of what is absent, and the type says absent: JSON knows only the latter.
      const definition = { inputs, steps, audience, identityMode, advice } as FlowDefinition
      const { before, version } = await putFlow(trx, { ...shown, id: newId(), connectorId, definition, at })
      await insertAudit(trx, {
        actor: OPERATOR,
        action: 'flow.import',
        target: `flow:${shown.slug}`,
        outcome: 'done',
        before: before && factsOf(before),
        after: factsOf({ ...shown, version }),
      })
    }
  })
  return parsed(read.data.flows.length)
}

/** What a version does never changes and stays, so its number tells all of it; what is shown of the flow stands here. */
function factsOf({
  version,
  title,
  description,
  category,
  icon,
  colour,
}: Omit<Flow, 'id' | 'connectorId' | 'connectorAudience' | 'definition'>) {
  return { version, title, description, category, icon, colour }
}

function isLinearPattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern)
    return true
  } catch {
    return false
  }
}
