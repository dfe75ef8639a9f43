import 'server-only'
import { z } from 'zod'
import { type FieldValue, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import { type Attempt, attempt, currentWords, requireActor } from '@/app/_edge'
import { loadChoices } from '@/lib/choices/server/load-choices'
import { needsThePerson } from '@/lib/connections/needs-person'
import type { PortalError } from '@/lib/errors'
import type { PostedFile } from '@/lib/flows/posted-file'
import type { Posted } from '@/lib/flows/typed-values'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import type { Issue } from '@/lib/result'
import { pressFlow } from '@/lib/runs/server/press'
import { LEAVE_TO, type LeaveTo } from './leave-button'
import { leaveForm } from './leave-form'
import type { RunFlowState } from './run-flow-state'
import { shownChoices } from './shown-choices'

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

type Fields = ReturnType<typeof postedFields>

/** Where a form leads, or what it shows in place of that; `error`: why nothing came of it, beyond its fields. */
export type PressAnswer =
  | { readonly goTo: string }
  | {
      readonly state: RunFlowState
      readonly error?: PortalError
      readonly slug: string
      readonly draft?: number | undefined
    }

/**
 * Presses the button: parses what was posted, keeps the press, and goes to the run. Or reads choices, or keeps what was typed
 * for somebody who leaves to connect, and starts nothing.
 */
export async function answerPress(form: unknown, files?: AsyncIterable<PostedFile>): Promise<PressAnswer> {
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
    return pressFlow(viewer, files ? { ...press, files: ofParameters(files) } : press, words.inputs)
  })
  const values = fields.ok ? valuesToShow(fields.value) : {}
  const of = whichIn(fields)
  if (!pressed.ok) {
    const { code, facts } = pressed.error
    const said = code === 'not_found' ? words.flow.notTheirs : words.errors[code](facts)
    const error = { ...said, mend: mendOf(pressed.error) }
    return { ...of, state: { issues: [], values, error }, error: pressed.error }
  }
  if ('leaveTo' in pressed.value) return { goTo: pressed.value.leaveTo }
  if ('choices' in pressed.value) return { ...of, state: { issues: [], values, choices: pressed.value.choices } }
  if (!pressed.value.ok) return { ...of, state: { issues: pressed.value.issues.map(asPosted), values } }
  return { goTo: `/runs/${pressed.value.value}` }
}

/** As far as the form says it. */
function whichIn(fields: Attempt<Fields>): { readonly slug: string; readonly draft?: number } {
  const textOf = (name: string) => (fields.ok ? (fields.value.get(name)?.[0] ?? '') : '')
  return { slug: textOf('slug'), ...(/^\d{1,9}$/.test(textOf('draft')) && { draft: Number(textOf('draft')) }) }
}

async function* ofParameters(files: AsyncIterable<PostedFile>): AsyncGenerator<PostedFile> {
  for await (const file of files) {
    const isParameter = file.field.startsWith(PARAMETER_PREFIX)
    yield { ...file, field: isParameter ? file.field.slice(PARAMETER_PREFIX.length) : '' }
  }
}

function mendOf({ code, facts }: PortalError): LeaveTo | undefined {
  if (code === 'connection_removed' || facts.own !== undefined) return 'connect'
  return needsThePerson(code) ? 'sign-in' : undefined
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
