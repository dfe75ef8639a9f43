import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import type { Member } from '../people.ts'
import { routesOf, type Service } from '../service.ts'

/** 255 a minute and workspace. */
const SCIM_RATE = 255 / 60

export function meRoutes(service: Service): Route[] {
  const path = '/preview/scim/v2/Me'
  return routesOf(service, { method: 'GET', path, versions: ['2.0'], rate: SCIM_RATE, handle: getMe })
}

function getMe(call: Call, caller: Member): Answer {
  const wanted = names(call.query.get('attributes'))
  const unwanted = names(call.query.get('excludedAttributes'))
  const kept = Object.entries(meJson(caller)).filter(
    ([name]) => ALWAYS.has(name) || ((wanted.size === 0 || wanted.has(name)) && !unwanted.has(name)),
  )
  return json(200, Object.fromEntries(kept), { 'content-type': 'application/scim+json; charset=utf-8' })
}

const ALWAYS: ReadonlySet<string> = new Set(['schemas', 'id'])

function names(list: string | null): Set<string> {
  return new Set((list ?? '').split(',').flatMap((name) => name.trim() || []))
}

function meJson(caller: Member) {
  const groups = [
    { display: 'users', value: '300000000000001', type: 'direct', $ref: 'Groups/300000000000001' },
    ...(caller.isAdmin
      ? [{ display: 'admins', value: '300000000000002', type: 'direct', $ref: 'Groups/300000000000002' }]
      : []),
  ]
  const isPerson = caller.applicationId === undefined
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id: caller.scimId,
    userName: caller.userName,
    displayName: caller.displayName,
    active: true,
    ...(isPerson && {
      emails: [{ type: 'work', value: caller.userName, primary: true }],
      name: { givenName: caller.displayName.split(' ')[0], familyName: caller.displayName.replace(/^\S+ /, '') },
    }),
    groups,
    entitlements: [{ value: 'workspace-access' }, { value: 'databricks-sql-access' }],
    roles: [],
  }
}
