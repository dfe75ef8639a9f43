import 'server-only'
import { RE2JS } from 're2js'
import { z } from 'zod'
import { isGroupName, MOST_GROUPS } from '@/lib/flows/audience-groups'
import { isVolumeFolder } from '@/lib/flows/file-folder'
import { type FlowContent, type FlowDefinition, type FlowStep, SQL_TYPES, STEP_ENDS } from '@/lib/flows/flow'
import type { InputSchema } from '@/lib/flows/input-schema'
import { isPlainName } from '@/lib/flows/plain-values'
import { secretsInStatements } from '@/lib/flows/secret-parameters'
import { markersOf } from '@/lib/flows/sql-markers'
import { isStepName, type StepProblem, stepProblems } from '@/lib/flows/step-problems'
import { ROLES } from '@/lib/identity/roles'
import { isDatabricksId } from '@/lib/runs/databricks-id'
import { formIssues } from './form-issues'

// zod compiles code where it may; nothing here is to (D6).
z.config({ jitless: true })

export const LONGEST_STATEMENT = 20_000
const MOST_STEPS = 10
/** Of one step. */
export const MOST_RETRIES = 10
/** Minutes: thirty days, as long as Databricks keeps a run going. */
export const LONGEST_TIMEOUT = 43_200

const PROBLEMS: Readonly<Record<StepProblem, string>> = {
  unnamed: 'needs a name, since there are several steps',
  same_name: 'has the name of another step',
  first: 'is the first, so there is nothing that it runs after',
  later: 'takes a result of a step that is none of those before it',
  not_awaited: 'takes a result of a step that nothing waits for',
  secret_results: 'takes a result of a step whose results are secret',
  other_kind: 'takes of another step what that kind of step does not leave',
}

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
  const: z.json().optional(),
  format: z.enum(['date', 'date-time', 'email']).optional(),
  enum: z.array(z.string()).min(1).max(500).optional(),
  items: z
    .strictObject({ type: z.literal('string'), enum: z.array(z.string()).min(1).max(500).optional() })
    .optional(),
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
  'x-control': z.enum(['long-text', 'json', 'secret', 'file']).optional(),
  'x-folder': z
    .string()
    .refine(isVolumeFolder, 'is no folder of a volume: /Volumes/catalog/schema/volume')
    .optional(),
  'x-pattern-words': z.string().max(200).optional(),
  'x-labels': z.record(z.string(), z.string().max(200)).optional(),
  'x-options': z
    .discriminatedUnion('from', [
      z.strictObject({ from: z.literal('jobs') }),
      z.strictObject({ from: z.literal('sql'), warehouse: z.string(), statement: z.string() }),
    ])
    .optional(),
  'x-hidden': z.boolean().optional(),
  'x-shown-when': z
    .strictObject({
      field: name,
      is: z
        .array(z.union([z.string(), z.boolean()]))
        .min(1)
        .max(500),
    })
    .optional(),
})

const stepName = z
  .string()
  .max(60)
  .refine(isStepName, 'takes up to 60 letters, digits, spaces, _ and -, and begins with a letter')
const result = z.strictObject({
  step: stepName,
  result: z.enum(['value', 'status', 'run_id', 'error']),
  task: z.string().min(1).max(100).optional(),
  column: z.string().min(1).max(255).optional(),
})
const input = z.strictObject({ input: name })
const value = z.strictObject({ value: z.string() })
const source = z.union([input, value, result])
const type = z.enum(SQL_TYPES)

const frame = {
  name: stepName.optional(),
  runAfter: z.array(z.enum(STEP_ENDS)).min(1).max(STEP_ENDS.length).optional(),
  retry: z
    .strictObject({
      kind: z.enum(['fixed', 'exponential']),
      times: z.int().min(1).max(MOST_RETRIES),
      seconds: z.int().min(5).max(3_600),
    })
    .optional(),
  timeout: z.int().min(1).max(LONGEST_TIMEOUT).optional(),
  wait: z.literal(false).optional(),
  secretResults: z.literal(true).optional(),
}

const jobStep = z.strictObject({
  ...frame,
  action: z.literal('run_now'),
  jobId,
  jobParameters: z.record(name, source).default({}),
  parametersTo: z.literal('notebook').optional(),
})

const sqlStep = z
  .strictObject({
    ...frame,
    action: z.literal('sql'),
    warehouseId: z.string().regex(/^[0-9a-f]{16}$/, 'is no warehouse id'),
    statement: z.string().trim().min(1).max(LONGEST_STATEMENT),
    parameters: z
      .record(name, z.union([input.extend({ type }), value.extend({ type }), result.extend({ type })]))
      .default({}),
  })
  .refine(({ statement, parameters }) => markersOf(statement).every((marker) => Object.hasOwn(parameters, marker)), {
    message: 'has a :marker without a parameter',
    path: ['statement'],
  })

const group = z.strictObject({
  id: z.guid().toLowerCase(),
  name: z.string().refine(isGroupName, 'takes 1 to 100 characters'),
})

const written = z.strictObject({
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
    .superRefine((inputs, context) => {
      if (context.issues.length > 0) return // fields that are wrong by themselves say enough
      for (const { path, message } of formIssues(JSON.parse(JSON.stringify(inputs)) as InputSchema)) {
        context.addIssue({ code: 'custom', path: ['properties', ...path], message })
      }
    })
    .default({ type: 'object', properties: {}, additionalProperties: false }),
  steps: z
    .array(z.discriminatedUnion('action', [jobStep, sqlStep]))
    .min(1)
    .max(MOST_STEPS)
    .superRefine((steps, context) => {
      if (context.issues.length > 0) return
      for (const { place, problem } of stepProblems(JSON.parse(JSON.stringify(steps)) as FlowStep[])) {
        context.addIssue({ code: 'custom', path: [place], message: PROBLEMS[problem] })
      }
    }),
  queue: z.strictObject({ atOnce: z.int().min(1).max(100), waiting: z.int().min(0).max(100) }).optional(),
  audience: z.strictObject({
    roles: z.array(z.enum(ROLES)),
    people: z.array(z.guid()),
    groups: z.array(group).max(MOST_GROUPS).optional(),
  }),
  identityMode: z.enum(['shared', 'as_me']).default('shared'),
  confirm: z.string().min(1).max(500).optional(),
  advice: z.array(z.strictObject({ code: z.string(), text: z.string().max(1000) })).default([]),
  errorAdvice: z
    .array(z.strictObject({ pattern: z.string().min(3).max(200), text: z.string().min(1).max(1000) }))
    .max(50)
    .optional(),
})

/** What its makers write of a flow, and nothing else: strict at every depth (IO-1, IO-4). */
export const flowFields = written.superRefine(({ inputs, steps }, context) => {
  if (context.issues.length > 0) return
  const plain = JSON.parse(JSON.stringify({ inputs, steps })) as Pick<FlowDefinition, 'inputs' | 'steps'>
  for (const { place, name } of secretsInStatements(plain)) {
    const message = `gives a statement the secret ${name}, which the query history of Databricks would show`
    context.addIssue({ code: 'custom', path: ['steps', place, 'parameters'], message })
  }
})

type FlowFields = z.output<typeof flowFields>

/**
 * A statement is run as the person who presses, whatever a file says or leaves out: where there are no jobs, that is all of it.
 *
 * zod says `undefined` of what is absent, and the type says absent: JSON knows only the latter.
 */
export function contentOf(fields: FlowFields): FlowContent {
  const { inputs, steps, audience, advice, errorAdvice, queue, confirm, ...rest } = fields
  const { identityMode: written, ...shown } = rest
  const identityMode = steps.every(({ action }) => action === 'sql') ? 'as_me' : written
  const advices = { advice, errorAdvice }
  const definition = { inputs, steps, audience, identityMode, ...advices, queue, ...(confirm ? { confirm } : {}) }
  return { ...shown, definition: JSON.parse(JSON.stringify(definition)) as FlowDefinition }
}

/** Patterns run on RE2, whose time is linear whatever somebody wrote (IO-7). */
export function isLinearPattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern)
    return true
  } catch {
    return false
  }
}
