import { useEffect, useRef, useState } from 'react'
import { type FieldSpec, type FieldValue, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import { namesShown } from '@/lib/flows/shown-when'

type Values = Readonly<Record<string, FieldValue | undefined>>

/**
 * Which fields are asked for with what the form holds now; until scripts run, with what it held at first. `answer` is the
 * last one of the server, which may have filled the form anew.
 */
export function useAskedFields(fields: readonly FieldSpec[], first: Values, answer: unknown) {
  const form = useRef<HTMLFormElement>(null)
  const [held, setHeld] = useState<Values>()
  const look = () => {
    if (form.current && fields.some(({ when }) => when)) setHeld(valuesIn(form.current, fields))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer of the server is a reason to look again
  useEffect(look, [answer])
  return { form, look, asked: namesShown(fields, held ?? first), scripted: held !== undefined }
}

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
