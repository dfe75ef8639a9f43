import type { Advice, FlowContent, IdentityMode, ParameterSource } from '@/lib/flows/flow'
import { withDefinition } from './edit-inputs'

/** Where a parameter's value comes from, as the form posts it: a field, a fixed text, or nothing. */
export const FROM_TEXT = 'text'
export const FROM_FIELD = 'field:'

interface ChosenJob {
  readonly jobId: string
  readonly identityMode: IdentityMode
  readonly sources: Readonly<Record<string, string>>
}

/** Reads `from.<parameter>` and `text.<parameter>` of a posted form into what the job gets. */
export function putJob(content: FlowContent, { jobId, identityMode, sources }: ChosenJob): FlowContent {
  const jobParameters = Object.fromEntries(
    Object.entries(sources).flatMap(([name, from]) => {
      if (!name.startsWith('from.')) return []
      const parameter = name.slice('from.'.length)
      const source = sourceOf(from, sources[`text.${parameter}`] ?? '')
      return source ? [[parameter, source]] : []
    }),
  )
  return withDefinition(content, { identityMode, steps: [{ action: 'run_now', jobId, jobParameters }] })
}

function sourceOf(from: string, text: string): ParameterSource | undefined {
  if (from === FROM_TEXT) return { value: text }
  return from.startsWith(FROM_FIELD) ? { input: from.slice(FROM_FIELD.length) } : undefined
}

/** One advice for each code. */
export function putAdvice(advice: readonly Advice[], added: Advice): readonly Advice[] {
  return [...removeAdvice(advice, added.code), added]
}

export function removeAdvice(advice: readonly Advice[], code: string): readonly Advice[] {
  return advice.filter((known) => known.code !== code)
}
