import type { Advice, FlowContent, IdentityMode } from '@/lib/flows/flow'
import { withDefinition } from './edit-inputs'
import { postedSources } from './sources'
import { replaceStep } from './steps-of-draft'

interface ChosenJob {
  /** By its name; '' is the only step of a flow, where it has none. */
  readonly step: string
  readonly jobId: string
  /** Whose its parameters are; absent: the job's. */
  readonly parametersTo?: 'notebook' | undefined
  /** Of all jobs of the flow; left out, it stays. */
  readonly identityMode?: IdentityMode | undefined
  /** `from.<parameter>` and `text.<parameter>`, as posted. */
  readonly sources: Readonly<Record<string, string>>
}

/** Lets a step start a job, and says what the job gets. @throws PortalError not_found */
export function putJob(
  content: FlowContent,
  { step, jobId, parametersTo, identityMode, sources }: ChosenJob,
): FlowContent {
  const jobParameters = postedSources(sources)
  const job = { action: 'run_now', jobId, jobParameters, ...(parametersTo && { parametersTo }) } as const
  const saved = replaceStep(content, step, (settings) => ({ ...settings, ...job }))
  return identityMode ? withDefinition(saved, { identityMode }) : saved
}

/** One advice for each code. */
export function putAdvice(advice: readonly Advice[], added: Advice): readonly Advice[] {
  return [...removeAdvice(advice, added.code), added]
}

export function removeAdvice(advice: readonly Advice[], code: string): readonly Advice[] {
  return advice.filter((known) => known.code !== code)
}
