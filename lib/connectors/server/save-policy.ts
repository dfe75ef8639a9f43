import 'server-only'
import { config } from '@/lib/config'
import { type Policy, policyFrom, type RunningPolicy } from '@/lib/connectors/policy'
import { problemOfPolicy } from '@/lib/connectors/policy-problem'
import { parseWorkspaceHost } from '@/lib/databricks/host'
import { PortalError } from '@/lib/errors'
import { isPlainText } from '@/lib/flows/plain-values'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'
import { type Save, saveConnector } from './save-connector'

const MOST_POLICIES = 50
const MOST_TITLE = 80

export interface PolicyTexts {
  readonly title: string
  readonly running: RunningPolicy
}

/** Adds a policy at the end, or puts it in the place of one. For Admins. @throws PortalError as saveConnector */
export function savePolicy(
  viewer: Viewer,
  { at, ...save }: Save & { readonly at: number | undefined },
  { title, running }: PolicyTexts,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  return saveConnector(viewer, save, async (now) => {
    const policy = policyFrom(title.trim(), running)
    const problem = problemOfPolicy(policy, now, isCallable)
    const issues: Issue[] = [
      ...(problem ? [{ field: FIELDS[problem], message: words.policyProblems[problem] }] : []),
      ...(isTitle(policy.title) ? [] : [{ field: 'title', message: words.issues.name }]),
      ...(at === undefined && now.policies.length >= MOST_POLICIES
        ? [{ field: '', message: words.issues.manyPolicies }]
        : []),
    ]
    if (issues.length > 0) return refused(issues)
    return parsed({
      policies: at === undefined ? [...now.policies, policy] : now.policies.with(demandAt(now, at), policy),
    })
  })
}

const FIELDS = {
  operations: 'operations',
  header: 'name',
  parameter: 'name',
  value: 'value',
  host: 'url',
  hostIsFixed: 'url',
  path: 'path',
  starts: 'path',
} as const

function isTitle(title: string): boolean {
  return title !== '' && title.length <= MOST_TITLE && isPlainText(title)
}

/** For Admins. @throws PortalError as saveConnector, not_found for a policy that there is not */
export function removePolicy(viewer: Viewer, save: Save, at: number): Promise<Parsed<number>> {
  return saveConnector(viewer, save, async (now) => {
    const place = demandAt(now, at)
    return parsed({ policies: now.policies.filter((_policy, index) => index !== place) })
  })
}

function demandAt({ policies }: { readonly policies: readonly Policy[] }, at: number): number {
  if (at >= 0 && at < policies.length) return at
  throw new PortalError('not_found', 'There is no such policy.')
}

/** Whether a policy may lead there, as the call itself asks again. */
export function isCallable(url: string): boolean {
  try {
    return parseWorkspaceHost(url, config().allowedHosts).origin === new URL(url).origin
  } catch (thrown) {
    if (thrown instanceof PortalError || thrown instanceof TypeError) return false
    throw thrown
  }
}
