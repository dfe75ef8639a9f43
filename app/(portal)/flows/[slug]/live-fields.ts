import { type FieldSpec, type FieldValue, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import { namesShown } from '@/lib/flows/shown-when'
import { runFlowAction } from './actions'
import type { RunFlowState } from './run-flow-state'
import type { Live } from './use-live-fields'

const PAUSE_MS = 400

interface Followed {
  readonly form: HTMLFormElement
  readonly fields: readonly FieldSpec[]
  /** The last answer of the server: what is read now builds on it. */
  readonly answer: RunFlowState
  readonly set: (change: (now: Live | undefined) => Live) => void
}

/** Which fields are asked for with what the form holds now. */
export function follow({ form, fields, set }: Followed): void {
  const asked = namesShown(fields, valuesIn(form, fields))
  set((now) => ({ ...now, asked }))
}

const latest = new WeakMap<HTMLFormElement, number>()

/** Reads the choices anew, as soon as nothing was changed for a moment. */
export async function load({ form, fields, answer, set }: Followed, atOnce: boolean): Promise<void> {
  const number = (latest.get(form) ?? 0) + 1
  latest.set(form, number)
  await new Promise((resolve) => setTimeout(resolve, atOnce ? 0 : PAUSE_MS))
  if (number !== latest.get(form)) return
  const read = await runFlowAction(answer, whatCounts(form, fields))
  if (number === latest.get(form)) set((now) => ({ asked: new Set(), ...now, after: answer, read }))
}

/** No secret and no file goes along: nothing that is read may depend on one. */
function whatCounts(form: HTMLFormElement, fields: readonly FieldSpec[]): FormData {
  const data = new FormData(form)
  for (const { name, type } of fields) if (type === 'secret' || type === 'file') data.delete(PARAMETER_PREFIX + name)
  data.set('load', 'on')
  return data
}

type Values = Readonly<Record<string, FieldValue>>

/** Of disabled controls too: what they hold counts as soon as they are asked for again. */
function valuesIn(form: HTMLFormElement, fields: readonly FieldSpec[]): Values {
  const deciding = new Set(fields.flatMap(({ when }) => when?.field ?? []))
  return Object.fromEntries(
    fields.filter(({ name }) => deciding.has(name)).map(({ name, type }) => [name, valueIn(form, name, type)]),
  )
}

function valueIn(form: HTMLFormElement, name: string, type: FieldSpec['type']): FieldValue {
  const chosen = [...form.elements].flatMap((control) => {
    if (control instanceof HTMLSelectElement) return control.name === PARAMETER_PREFIX + name ? control.value : []
    if (!(control instanceof HTMLInputElement) || control.name !== PARAMETER_PREFIX + name) return []
    return control.checked ? control.value : []
  })
  return type === 'yes-no' ? chosen.length > 0 : chosen
}
