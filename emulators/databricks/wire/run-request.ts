import { invalid } from '../errors.ts'
import { asFields, asList } from '../job-settings.ts'
import { readStringMap, readStrings } from './input.ts'

const MAX_LEGACY_BYTES = 10_000
const MAX_TOKEN = 64

const LEGACY_MAPS = ['notebook_params', 'python_named_params', 'sql_params'] as const
const LEGACY_LISTS = ['jar_params', 'python_params', 'spark_submit_params', 'dbt_commands'] as const
const ASCII_ONLY: readonly string[] = ['python_params', 'spark_submit_params']
const PIPELINE_LISTS = [
  'refresh_selection',
  'full_refresh_selection',
  'reset_checkpoint_selection',
  'refresh_flow_selection',
]
const PERFORMANCE_TARGETS: readonly unknown[] = ['STANDARD', 'PERFORMANCE_OPTIMIZED']

/** What run-now and repair both take. */
export interface RunParameters {
  jobParameters: Record<string, string> | undefined
  /** The legacy fields that were sent, for the run's `overriding_parameters`. */
  overriding: Record<string, unknown>
}

/** @throws Refusal 400 for what the API refuses in these fields */
export function readRunParameters(body: Record<string, unknown>): RunParameters {
  if (body.notebook_params !== undefined && body.jar_params !== undefined) {
    throw invalid('notebook_params and jar_params cannot be specified together.')
  }
  if (body.performance_target !== undefined && !PERFORMANCE_TARGETS.includes(body.performance_target)) {
    throw invalid(`'${String(body.performance_target)}' is no value of performance_target.`)
  }
  const sent = [
    ...LEGACY_MAPS.map((name) => [name, readStringMap(body[name], name)] as const),
    ...LEGACY_LISTS.map((name) => [name, readStrings(body[name], name)] as const),
    ['pipeline_params', readPipelineParams(body.pipeline_params)] as const,
  ].filter(([, value]) => value !== undefined)
  for (const [name, value] of sent) checkLegacy(name, JSON.stringify(value))
  return { jobParameters: readStringMap(body.job_parameters, 'job_parameters'), overriding: Object.fromEntries(sent) }
}

function checkLegacy(name: string, text: string): void {
  if (Buffer.byteLength(text) > MAX_LEGACY_BYTES) {
    throw invalid(`The JSON representation of ${name} cannot exceed ${MAX_LEGACY_BYTES} bytes.`)
  }
  if (ASCII_ONLY.includes(name) && Buffer.byteLength(text) !== text.length) {
    throw invalid(`Only ASCII characters are accepted in ${name}.`)
  }
}

function readPipelineParams(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined) return undefined
  const fields = asFields(value, 'pipeline_params')
  if (fields.full_refresh !== undefined && typeof fields.full_refresh !== 'boolean') {
    throw invalid('Field pipeline_params.full_refresh is true or false.')
  }
  for (const name of PIPELINE_LISTS) if (fields[name] !== undefined) asList(fields[name], name)
  return fields
}

/** At most 64 characters; undefined when the caller brings none. @throws Refusal 400 */
export function readToken(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string' && value.length <= MAX_TOKEN) return value
  throw invalid(`The idempotency_token is a text of at most ${MAX_TOKEN} characters.`)
}
