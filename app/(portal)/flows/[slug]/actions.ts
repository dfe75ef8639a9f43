'use server'

import type { Route } from 'next'
import { redirect } from 'next/navigation'
import { STATUS_OF } from '@/lib/errors'
import { answerWith, isPostedByScript } from '@/lib/http/server/exchange'
import { answerPress } from './answer-press'
import type { RunFlowState } from './run-flow-state'

/** The button of a form without files; one with files is sent to a route, which answers it in the same words. */
export async function runFlowAction(_previous: RunFlowState, form: FormData): Promise<RunFlowState> {
  const answer = await answerPress(form)
  if ('goTo' in answer) redirect(answer.goTo as Route)
  const { state, error, slug } = answer
  if (!error) return state
  // Without scripts the answer would be the page, which is for who is signed in.
  if (error.code === 'sign_in_required' && !isPostedByScript()) {
    redirect(`/sign-in?callbackUrl=${encodeURIComponent(`/flows/${encodeURIComponent(slug)}`)}`)
  }
  answerWith(STATUS_OF[error.code], error.facts.retryAfterMs)
  return state
}
