import 'server-only'
import { signInAgainHref } from '@/app/_components/sign-in-again'
import { connect, problemOf } from '@/lib/connections/server/connect'
import { formOf } from '@/lib/drafts/server/form-of'
import { prefillQuery } from '@/lib/flows/prefill'
import { keepForm } from '@/lib/flows/server/keep-form'
import type { Typed } from '@/lib/flows/typed'
import type { Viewer } from '@/lib/identity/viewer'
import type { LeaveTo } from './leave-button'

interface Leaving {
  readonly slug: string
  /** The revision of the draft that a maker tries out. */
  readonly draft: number | undefined
  readonly to: LeaveTo
  readonly typed: Typed
}

/** Keeps what the form holds, for whoever comes back to it. */
export async function keepTyped(viewer: Viewer, { slug, draft, typed }: Omit<Leaving, 'to'>): Promise<void> {
  await keepForm(viewer, await formOf(viewer, { slug, draft }), typed)
}

/**
 * Keeps what the form holds, and answers where its person goes for what a press takes; from there they come back to it. For a link
 * nothing is kept: the address says it.
 */
export async function leaveForm(viewer: Viewer, { slug, draft, to, typed }: Leaving): Promise<string> {
  const form = await formOf(viewer, { slug, draft })
  if (to === 'link') return `/flows/${slug}${prefillQuery(form.definition.inputs, typed) ?? '?link=none'}`
  await keepForm(viewer, form, typed)
  const back = draft === undefined ? `/flows/${slug}` : `/make/flows/${slug}/test`
  if (to === 'sign-in') return signInAgainHref(viewer.userName, back, await problemOf(viewer, form.connectorId))
  const { signInNeeded, authorizeAt } = await connect(viewer, { connectorId: form.connectorId }, { back })
  return authorizeAt ?? (signInNeeded ? signInAgainHref(viewer.userName, back) : back)
}
