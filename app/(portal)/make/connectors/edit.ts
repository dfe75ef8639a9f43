import 'server-only'
import type { Route } from 'next'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import type { EditState } from '@/app/_components/edit-state'
import type { FieldValue } from '@/app/_components/field-spec'
import { attempt, currentWords, requireActor } from '@/app/_edge'
import { PortalError, STATUS_OF } from '@/lib/errors'
import { answerWith, isPostedByScript } from '@/lib/http/server/exchange'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import type { Parsed } from '@/lib/result'

interface Edit<T, Done> {
  readonly schema: z.ZodType<T>
  /** Fields that are a switch: not ticked, they are not posted at all. */
  readonly switches?: readonly string[]
  /** Fields whose names begin so are whatever an action's definition says: each is one text, by the rest of its name. */
  readonly prefix?: string
  /** Answers the path to go to, or what there is to show, or what is wrong. */
  readonly work: (viewer: Viewer, fields: T, words: Words, prefixed: Texts) => Promise<Parsed<Done>>
}

/** The story of every form here: who, what, done or not, and then either another page or the form with what was typed. */
export async function edit<T>(form: unknown, of: Edit<T, string>): Promise<EditState> {
  const { done, state } = await answered(form, of)
  if (done === undefined) return state
  redirect(done as Route) // it throws, so it stays outside every try
}

/** The same for a form whose answer is shown in its place. */
export async function answered<T, Done>(
  form: unknown,
  { schema, switches = [], prefix, work }: Edit<T, Done>,
): Promise<{ readonly done?: Done; readonly state: EditState }> {
  const words = await currentWords()
  const fields = await attempt(async () => postedFields(form))
  const done = await attempt(async () => {
    const viewer = await requireActor()
    if (!fields.ok) throw fields.error
    const [prefixed, own] = split(fields.value, prefix)
    return work(viewer, readFields(own, schema), words, prefixed)
  })
  const values = fields.ok ? typed(fields.value, switches) : {}
  if (!done.ok) return { state: notDone(done.error, values, words) }
  if (!done.value.ok) return { state: { issues: done.value.issues, values } }
  return { done: done.value.value, state: { issues: [] } }
}

type Fields = ReturnType<typeof postedFields>
type Texts = Readonly<Record<string, string>>
type Values = Readonly<Record<string, FieldValue>>

/** @throws PortalError invalid_request for a field of the prefix that is there twice */
function split(fields: Fields, prefix: string | undefined): readonly [Texts, Fields] {
  const isPrefixed = (name: string): boolean => prefix !== undefined && name.startsWith(prefix)
  const prefixed = [...fields].filter(([name]) => isPrefixed(name))
  if (prefixed.some(([, texts]) => texts.length !== 1)) {
    throw new PortalError('invalid_request', 'A field is there twice.')
  }
  const texts = prefixed.map(([name, [text = '']]) => [name.slice(prefix?.length), text] as const)
  return [Object.fromEntries(texts), new Map([...fields].filter(([name]) => !isPrefixed(name)))]
}

function typed(fields: Fields, switches: readonly string[]): Values {
  return Object.fromEntries([
    ...switches.map((name) => [name, fields.has(name)] as const),
    ...[...fields]
      .filter(([name]) => !switches.includes(name))
      .map(([name, texts]) => [name, texts.length === 1 ? (texts[0] ?? '') : texts] as const),
  ])
}

function notDone(error: PortalError, values: Values, words: Words): EditState {
  const { code, facts } = error
  // Without scripts the answer would be the page, which is for who is signed in.
  if (code === 'sign_in_required' && !isPostedByScript()) redirect('/sign-in')
  answerWith(STATUS_OF[code], facts.retryAfterMs)
  if (facts.reason === 'saved_meanwhile') {
    const { meanwhile, meanwhileNext, somebody } = words.connectors
    const said = { title: meanwhile(facts.by ?? somebody), next: meanwhileNext }
    return { issues: [], values, error: said, version: facts.version }
  }
  const { title, next } = words.errors[code](facts)
  const advice = code === 'sign_in_required' ? words.problem.signInBeside : next
  return { issues: [], values, error: { title: `${words.connectors.notSaved} ${title}`, next: advice } }
}

/** Several boxes of one name: none, one or more. */
export function listed(posted: string | readonly string[] | undefined): readonly string[] {
  return posted === undefined ? [] : [posted].flat()
}
