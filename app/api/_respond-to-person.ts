import 'server-only'
import { currentLanguage, inJson, type Refuse, respond, waitOf } from '@/app/_edge'
import { ownAdvice } from '@/app/(portal)/workspace/workspace-refusal'
import { needsThePerson } from '@/lib/connections/needs-person'
import { type PortalError, STATUS_OF } from '@/lib/errors'
import { plainPage } from '@/lib/http/plain-page'
import type { Words } from '@/lib/language/words'

/**
 * For what a run's page links to: a person whose browser asked for a page is told in words what happened, what to do, and the way
 * back to the run; programs and our own scripts get JSON.
 */
export function respondToPerson(request: Request, runId: string, work: () => Promise<Response>): Promise<Response> {
  const asksForPage = request.headers.get('accept')?.includes('text/html') === true
  return respond(work, asksForPage ? inWords(request, `/runs/${encodeURIComponent(runId)}`) : inJson)
}

function inWords(request: Request, run: string): Refuse {
  return async (error) => {
    const { code: language, words } = await currentLanguage()
    const body = plainPage({
      ...{ language, ...textOf(error, words) },
      links: linksOf(error, run, words),
      nonce: nonceOf(request),
    })
    const headers = { 'Content-Type': 'text/html; charset=utf-8', ...(error && waitOf(error)) }
    return new Response(body, { status: error ? STATUS_OF[error.code] : 500, headers })
  }
}

function textOf(error: PortalError | undefined, { errors, problem, workspace }: Words) {
  if (!error) return { title: problem.brokenTitle, text: problem.brokenText }
  const { title, next } = errors[error.code](error.facts)
  return { title, text: ownAdvice(error, workspace) ?? next }
}

/** The run's page knows how its person mends a connection, and who is not signed in is asked to there. */
function linksOf(error: PortalError | undefined, run: string, { notebook, problem, workspace }: Words) {
  if (error?.code === 'not_found') return [{ label: problem.myRuns, href: '/runs' }]
  const back = { label: notebook.backToRun, href: run }
  const connects = error && needsThePerson(error.code)
  return connects ? [back, { label: workspace.goToConnections, href: '/connections' }] : [back]
}

/** proxy.ts puts the policy of the answer on the request too. */
function nonceOf({ headers }: Request): string {
  return /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? ''
}
