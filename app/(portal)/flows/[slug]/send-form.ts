import { type FieldSpec, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import { PRESSES, type RunFlowState } from './run-flow-state'

interface Around {
  readonly fields: readonly FieldSpec[]
  /** What to say when no answer comes. */
  readonly broken: { readonly title: string; readonly next: string }
}

type Answer = { readonly goTo: string } | { readonly state: RunFlowState }

/** Answers what the form is to show; nothing where it leads to another page. */
export async function sendForm(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  { fields, broken }: Around,
): Promise<RunFlowState | undefined> {
  const issues = tooLarge(form, fields)
  if (issues.length > 0) return { issues }
  const headers = { accept: 'application/json' }
  try {
    const answer = await fetch(PRESSES, { method: 'POST', body: new FormData(form, submitter), headers })
    const said = (await answer.json()) as Answer
    if (!('goTo' in said)) return said.state ?? { issues: [], error: broken }
    location.assign(said.goTo)
    return undefined
  } catch {
    return { issues: [], error: broken } // it may have been kept all the same: the same key is the same press
  }
}

function tooLarge(form: HTMLFormElement, fields: readonly FieldSpec[]): RunFlowState['issues'] {
  return fields.flatMap(({ name, mostBytes, note = '' }) => {
    const field = PARAMETER_PREFIX + name
    const control = form.elements.namedItem(field)
    const [file] = (control instanceof HTMLInputElement && control.files) || []
    return mostBytes !== undefined && file && file.size > mostBytes ? [{ field, message: note }] : []
  })
}
