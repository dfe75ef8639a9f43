import type { Attempt } from './model.ts'

/** What `{{…}}` may name. */
export interface References {
  parameters: Record<string, string>
  /** What the code of a notebook reads: its own pairs, the job's over them, those of run-now over both. */
  widgets?: Record<string, string>
  /** `job.id`, `job.run_id`, `job.name`, … */
  facts: Record<string, string>
  /** The last attempt of each task so far. */
  finished: ReadonlyMap<string, Attempt>
}

/** Dynamic value references. One that names nothing stays as it is, as real tasks see it. */
export function resolveText(text: string, references: References): string {
  return text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => lookUp(name, references) ?? whole)
}

/** The same for every text within a JSON value. */
export function resolveDeep(value: unknown, references: References): unknown {
  if (typeof value === 'string') return resolveText(value, references)
  if (Array.isArray(value)) return value.map((item) => resolveDeep(item, references))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveDeep(item, references)]))
}

function lookUp(name: string, { parameters, widgets = {}, facts, finished }: References): string | undefined {
  const parameter = /^job\.parameters\.(.+)$/.exec(name)?.[1]
  if (parameter !== undefined) return Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined
  const widget = /^widgets\.(.+)$/.exec(name)?.[1]
  if (widget !== undefined) return Object.hasOwn(widgets, widget) ? widgets[widget] : undefined
  const [, key = '', what = '', value = ''] = /^tasks\.([^.]+)\.(values|result_state)(?:\.(.+))?$/.exec(name) ?? []
  const attempt = finished.get(key)
  if (what === 'values') return attempt?.values?.[value]
  if (what === 'result_state') return attempt?.ending.result?.toLowerCase()
  return facts[name]
}
