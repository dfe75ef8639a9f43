import { expect, it } from 'vitest'
import type { PortalOfTest } from '../http/portal-of-test'
import { FOREIGN, OWN } from '../http/senders'
import type { Cast } from './cast'
import { FORMS, traces } from './forms'

/** What only the portal knows, and what would make a form an other one than it is. */
const NO_FIELDS_OF_OURS = [
  ...['personId', 'owner', 'startedBy', 'oid', 'tenant', 'tenantId', 'roles'],
  ...['host', 'origin', 'connectionId', 'jobId', 'job_id', 'path', 'method', 'idempotency_token'],
  ...['__proto__', 'constructor', 'prototype'],
]

/** Each action decides for itself whose form it takes, whatever stands in front of it; `refused`: with which status. */
export function foreignFormTests(portal: () => PortalOfTest, cast: () => Cast, refused: readonly number[]): void {
  it.each(FOREIGN)('forms from %s are refused, every one, and leave nothing (WEB-1)', async (_from, headers) => {
    const before = await traces(portal(), cast())
    const from = headers(portal().stack.portalUrl)
    for (const [action, form] of FORMS) {
      const { path, fields, as = 'user' } = await form(cast())
      const { status } = await cast().browsers[as].postAs(from, path, fields)
      expect(refused, `${action} answered ${status}`).toContain(status)
    }
    expect((await cast().browsers.user.postAs(from, '/api/auth/signout', new URLSearchParams())).status).toBe(403)
    expect(await traces(portal(), cast())).toEqual(before)
  })
}

/** A form says what to act on, and nothing about who, where and how. */
export function assignedFieldTests(portal: () => PortalOfTest, cast: () => Cast): void {
  it.each(FORMS)(
    'a form of %s takes no field but its own, and each of those once (AUTHZ-6, IO-1)',
    async (_action, form) => {
      const before = await traces(portal(), cast())
      const first = await form(cast())
      const [own = ''] = [...first.fields.keys()].filter((name) => !name.startsWith('$ACTION'))
      const others = NO_FIELDS_OF_OURS.filter((name) => !first.fields.has(name))
      for (const name of [...others, own]) {
        const { path, fields, as = 'user' } = await form(cast())
        fields.append(name, '00000000-0000-4000-8000-000000000004')
        const { status } = await cast().browsers[as].post(path, fields)
        expect([name, status]).toEqual([name, 400])
      }
      expect(await traces(portal(), cast())).toEqual(before)
    },
  )
}

/** The forms of the two tables before would have left a trace, had they been taken. */
export function takenFormTests(portal: () => PortalOfTest, cast: () => Cast): void {
  it.each(OWN.slice(0, -1))('forms from %s are taken, every one (WEB-1)', async (_from, headers) => {
    cast().browsers.user.cookies.delete('theme')
    const before = await traces(portal(), cast())
    for (const [action, form] of FORMS) {
      const { path, fields, as = 'user', taken = 303 } = await form(cast())
      const { status } = await cast().browsers[as].postAs(headers(portal().stack.portalUrl), path, fields)
      expect([action, status]).toEqual([action, taken])
    }
    const after = await traces(portal(), cast())
    expect(after).toMatchObject({ theme: 'contrast', isFavourite: true, runs: before.runs + 1 })
    expect(after.connectors).not.toEqual(before.connectors)
    expect(after.connections).not.toEqual(before.connections)
    expect(after.cancels).toBeGreaterThan(0)
    expect(after.accountCalls).toBe(before.accountCalls + 2) // one to make an app, one to read those of partners
    expect(after.flows).toHaveLength((before.flows?.length ?? 0) + 2) // one of a job, one of a statement
    expect(after.versions).toBeGreaterThan(before.versions)
  })
}
