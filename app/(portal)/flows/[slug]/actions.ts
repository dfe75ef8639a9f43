'use server'

import { redirect } from 'next/navigation'
import { type FieldValue, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import { attempt, currentWords, requireActor } from '@/app/_edge'
import type { Posted } from '@/lib/flows/typed-values'
import type { Issue } from '@/lib/result'
import { pressFlow } from '@/lib/runs/server/press'

/** What the form shows after a press that started nothing. */
export interface RunFlowState {
  readonly issues: readonly Issue[]
  /** What was typed, by the fields' names; secrets are not sent back. */
  readonly values?: Readonly<Record<string, FieldValue>>
  readonly error?: { readonly title: string; readonly next: string }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const OUR_OWN_FIELDS = new Set(['slug', 'clientKey', 'resubmittedFrom', 'secrets', 'switches'])

/** Presses the button: parses what was posted, keeps the press, and goes to the run. */
export async function runFlowAction(_previous: RunFlowState, form: FormData): Promise<RunFlowState> {
  const words = await currentWords()
  const posted = parametersOf(form)
  const values = valuesToShow(form, posted)
  const clientKey = String(form.get('clientKey'))
  if (!UUID.test(clientKey) || hasUnknownField(form)) {
    return { issues: [], values, error: words.errors.invalid_request({}) }
  }
  const resubmittedFrom = String(form.get('resubmittedFrom') ?? '')
  const pressed = await attempt(async () =>
    pressFlow(
      await requireActor(),
      {
        slug: String(form.get('slug')),
        clientKey,
        posted,
        resubmittedFrom: UUID.test(resubmittedFrom) ? resubmittedFrom : undefined,
      },
      words.inputs,
    ),
  )
  if (!pressed.ok) return { issues: [], values, error: words.errors[pressed.error.code](pressed.error.facts) }
  if (!pressed.value.ok) return { issues: pressed.value.issues.map(asPosted), values }
  redirect(`/runs/${pressed.value.value}`) // it throws, so it stays outside every try
}

function asPosted({ field, message }: Issue): Issue {
  return { field: field && `${PARAMETER_PREFIX}${field}`, message }
}

function parametersOf(form: FormData): Record<string, Posted> {
  const names = [...new Set(form.keys())].filter((name) => name.startsWith(PARAMETER_PREFIX))
  return Object.fromEntries(
    names.map((name) => {
      const texts = form.getAll(name).filter((value) => typeof value === 'string')
      return [name.slice(PARAMETER_PREFIX.length), texts.length === 1 ? texts[0] : texts]
    }),
  )
}

/** Next adds fields of its own to a form with an action; they begin with `$ACTION`. */
function hasUnknownField(form: FormData): boolean {
  return [...form.keys()].some(
    (name) => !name.startsWith(PARAMETER_PREFIX) && !name.startsWith('$ACTION') && !OUR_OWN_FIELDS.has(name),
  )
}

function valuesToShow(form: FormData, posted: Readonly<Record<string, Posted>>): Record<string, FieldValue> {
  const secrets = new Set(String(form.get('secrets') ?? '').split(','))
  const switches = String(form.get('switches') ?? '').split(',')
  return Object.fromEntries([
    // A box that is not ticked is not posted at all.
    ...switches.filter((name) => name !== '').map((name) => [name, posted[name] !== undefined] as const),
    ...Object.entries(posted).flatMap(([name, value]) =>
      value === undefined || secrets.has(name) || switches.includes(name) ? [] : [[name, value] as const],
    ),
  ])
}
