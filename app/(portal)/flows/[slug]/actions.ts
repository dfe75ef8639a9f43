'use server'

import type { Route } from 'next'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { type FieldValue, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import { type Attempt, attempt, currentWords, requireActor } from '@/app/_edge'
import { loadChoices } from '@/lib/choices/server/load-choices'
import { needsThePerson } from '@/lib/connections/needs-person'
import { type PortalError, STATUS_OF } from '@/lib/errors'
import type { Posted } from '@/lib/flows/typed-values'
import { answerWith, isPostedByScript } from '@/lib/http/server/exchange'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import type { Issue } from '@/lib/result'
import { pressFlow } from '@/lib/runs/server/press'
import { LEAVE_TO, type LeaveTo } from './leave-button'
import { leaveForm } from './leave-form'
import { type ShownChoices, shownChoices } from './shown-choices'

/** What the form shows after a press that started nothing. */
export interface RunFlowState {
  readonly issues: readonly Issue[]
  /** What was typed, by the fields' names; secrets are not sent back. */
  readonly values?: Readonly<Record<string, FieldValue>>
  /** Of the fields whose choices are read, with what the form holds now. */
  readonly choices?: Readonly<Record<string, ShownChoices>>
  readonly error?: {
    readonly title: string
    readonly next: string
    /** Where the person can go from here to mend it. */
    readonly mend?: LeaveTo | undefined
  }
}

const PRESS = z.strictObject({
  slug: z.string(),
  clientKey: z.guid(),
  resubmittedFrom: z.guid().optional(),
  confirmed: z.literal('on').optional(),
  /** Nothing is to be started: the choices are to be read for what the form holds now. */
  load: z.literal('on').optional(),
  /** The revision of the draft that a maker tries out. */
  draft: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .optional(),
  /** Nothing is to be started: the person goes away to connect or to sign in, and comes back to what the form holds. */
  leave: z.enum(LEAVE_TO).optional(),
  /** As whom the form said that it would be started; absent: as the person. */
  principal: z.guid().optional(),
  // Names of parameters, with commas between them: which are not shown again, and which are true or absent.
  secrets: z.string(),
  switches: z.string(),
})

/**
 * Presses the button: parses what was posted, keeps the press, and goes to the run. Or reads choices, or keeps what was typed
 * for somebody who leaves to connect, and starts nothing.
 */
export async function runFlowAction(_previous: RunFlowState, form: FormData): Promise<RunFlowState> {
  const words = await currentWords()
  const fields = await attempt(async () => postedFields(form))
  const pressed = await attempt(async () => {
    const viewer = await requireActor()
    if (!fields.ok) throw fields.error
    const { slug, clientKey, resubmittedFrom, draft, principal, confirmed, load, leave } = readPress(fields.value)
    const posted = parametersOf(fields.value)
    if (load) {
      const { read, ...form } = await loadChoices(viewer, { slug, draft, posted })
      return { choices: shownChoices(read, { ...form, isMaker: draft !== undefined }, words) }
    }
    if (leave)
      return { leaveTo: await leaveForm(viewer, { slug, draft, to: leave, typed: valuesToShow(fields.value) }) }
    const press = { slug, clientKey, resubmittedFrom, draft, principal, confirmed: confirmed === 'on', posted }
    return pressFlow(viewer, press, words.inputs)
  })
  const values = fields.ok ? valuesToShow(fields.value) : {}
  if (!pressed.ok) {
    const { code, facts } = pressed.error
    // Without scripts the answer would be the page, which is for who is signed in.
    if (code === 'sign_in_required' && !isPostedByScript()) redirect(`/sign-in?callbackUrl=${wayBack(fields)}`)
    answerWith(STATUS_OF[code], facts.retryAfterMs)
    return {
      issues: [],
      values,
      error: { ...words.errors[code](facts), mend: mendOf(pressed.error) },
    }
  }
  if ('leaveTo' in pressed.value) redirect(pressed.value.leaveTo as Route)
  if ('choices' in pressed.value) return { issues: [], values, choices: pressed.value.choices }
  if (!pressed.value.ok) return { issues: pressed.value.issues.map(asPosted), values }
  redirect(`/runs/${pressed.value.value}`) // it throws, so it stays outside every try
}

function mendOf({ code, facts }: PortalError): LeaveTo | undefined {
  if (code === 'connection_removed' || facts.own !== undefined) return 'connect'
  return needsThePerson(code) ? 'sign-in' : undefined
}

type Fields = ReturnType<typeof postedFields>

function wayBack(fields: Attempt<Fields>): string {
  const slug = fields.ok ? String(fields.value.get('slug') ?? '') : ''
  return encodeURIComponent(`/flows/${encodeURIComponent(slug)}`)
}

function readPress(fields: Fields): z.infer<typeof PRESS> {
  return readFields(new Map([...fields].filter(([name]) => !name.startsWith(PARAMETER_PREFIX))), PRESS)
}

/** No parameter of the job, and so without their prefix. */
const CONFIRMED = 'confirmed'

function asPosted({ field, message }: Issue): Issue {
  return { field: field && field !== CONFIRMED ? `${PARAMETER_PREFIX}${field}` : field, message }
}

function parametersOf(fields: Fields): Record<string, Posted> {
  return Object.fromEntries(
    [...fields]
      .filter(([name]) => name.startsWith(PARAMETER_PREFIX))
      .map(([name, texts]) => [name.slice(PARAMETER_PREFIX.length), texts.length === 1 ? texts[0] : texts]),
  )
}

/** What was typed, for the form that comes back. */
function valuesToShow(fields: Fields): Record<string, FieldValue> {
  const namesIn = (name: string): readonly string[] => (fields.get(name)?.[0] ?? '').split(',')
  const posted = parametersOf(fields)
  const secrets = new Set(namesIn('secrets'))
  const switches = namesIn('switches')
  return Object.fromEntries([
    // A box that is not ticked is not posted at all.
    ...switches.filter((name) => name !== '').map((name) => [name, posted[name] !== undefined] as const),
    ...Object.entries(posted).flatMap(([name, value]) =>
      value === undefined || secrets.has(name) || switches.includes(name) ? [] : [[name, value] as const],
    ),
  ])
}
