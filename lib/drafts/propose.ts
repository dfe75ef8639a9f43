import type { FlowContent, JobStep } from '@/lib/flows/flow'
import type { InputProperty, InputSchema } from '@/lib/flows/input-schema'
import { isDateTime } from '@/lib/flows/plain-values'

/** What a job tells of itself to somebody who may view it. */
export interface ProposableJob {
  readonly jobId: string
  readonly name: string | undefined
  readonly description: string | undefined
  readonly parameters: readonly { readonly name: string; readonly default: string }[]
  /** Whose they are; absent: the job's own. */
  readonly parametersTo?: 'notebook'
}

const SECRET = /(^|[_.-])(password|passwd|pwd|secret|token|api[_.-]?key|credentials?)$/i
const A_DATE = /^\d{4}-\d{2}-\d{2}$/
const A_NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/
const LONG = 100

/**
 * A first draft that its maker can publish as it stands: one field for each parameter of the job, with the type that its
 * default speaks for. Nobody may press it (AUTHZ-5).
 */
export function proposeFlow(job: ProposableJob, contact: string): FlowContent {
  const names = job.parameters.map(({ name }) => name)
  return {
    title: (job.name ?? `Job ${job.jobId}`).slice(0, 200),
    description: (job.description ?? '').slice(0, 2_000),
    category: '',
    icon: 'flow',
    colour: '#0f6cbd',
    owner: contact,
    definition: {
      inputs: {
        type: 'object',
        properties: Object.fromEntries(job.parameters.map((parameter) => [parameter.name, proposeField(parameter)])),
        additionalProperties: false,
        'x-order': names,
      },
      steps: [
        {
          action: 'run_now',
          jobId: job.jobId,
          jobParameters: Object.fromEntries(names.map((name) => [name, { input: name }])),
          ...(job.parametersTo && { parametersTo: job.parametersTo }),
        },
      ],
      audience: { roles: [], people: [] },
      identityMode: 'shared',
      advice: [],
    },
  }
}

/** A further step, which starts a job: a parameter gets the field of its name, others keep the job's own default. */
export function proposeJobStep(
  { jobId, parameters, parametersTo }: ProposableJob,
  { properties }: InputSchema,
): JobStep {
  const known = parameters.flatMap(({ name }) => (Object.hasOwn(properties, name) ? [[name, { input: name }]] : []))
  const step = { action: 'run_now', jobId, jobParameters: Object.fromEntries(known) } as const
  return parametersTo ? { ...step, parametersTo } : step
}

/** A field for one job parameter; left empty, the job's own default stands. */
export function proposeField({ name, default: preset }: { name: string; default: string }): InputProperty {
  const title = titleOf(name)
  if (SECRET.test(name)) return { title, type: 'string', writeOnly: true, 'x-control': 'secret' }
  return { title, ...typeFor(preset) }
}

function typeFor(preset: string): InputProperty {
  if (preset === 'true' || preset === 'false') return { type: 'boolean', default: preset === 'true' }
  if (A_DATE.test(preset) && isDateTime(`${preset}T00:00`)) return { type: 'string', format: 'date', default: preset }
  if (A_NUMBER.test(preset)) return { type: preset.includes('.') ? 'number' : 'integer', default: Number(preset) }
  const json = jsonIn(preset)
  if (json !== undefined) return { 'x-control': 'json', default: json }
  if (preset.length > LONG || preset.includes('\n'))
    return { type: 'string', 'x-control': 'long-text', default: preset }
  return preset === '' ? { type: 'string' } : { type: 'string', default: preset }
}

/** An object or a list, as jobs take them. */
function jsonIn(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `source_folder`, `sourceFolder` and `source.folder` are "Source folder". */
function titleOf(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .filter((word) => word !== '')
    .join(' ')
    .toLowerCase()
  return words ? `${words[0]?.toUpperCase()}${words.slice(1)}` : name
}
