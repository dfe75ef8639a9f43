import { json, type Route } from '../../kit/http.ts'
import { putCluster, putWarehouse, scriptStatement, scriptSubmits, sentStatements } from '../control-compute.ts'
import { putJobs, scriptJob } from '../control-jobs.ts'
import { parseModes } from '../modes.ts'
import { newMember } from '../people.ts'
import type { Service } from '../service.ts'
import { ranRunJson } from '../wire/ran-run-json.ts'

/** The control calls of this emulator beyond the common ones. Ids are texts here, in both directions. */
export function controlRoutes({ state, limits }: Service): Route[] {
  return [
    {
      method: 'GET',
      path: '/runs',
      handle: () => {
        state.settle()
        const runs = state.allRuns().sort((a, b) => a.createdAt - b.createdAt)
        return json(
          200,
          runs.map((run) => ranRunJson(run, state.clock.now())),
        )
      },
    },
    {
      method: 'POST',
      path: '/members',
      handle: (call) => {
        const member = newMember(state.members.length, call.json() as Record<string, unknown>)
        state.members = [...state.members, member]
        return json(201, member)
      },
    },
    {
      method: 'POST',
      path: '/oauth/apps/:clientId',
      handle: (call) => json(200, state.oauth.change(call.params.clientId ?? '', call.json())),
    },
    {
      method: 'POST',
      path: '/oauth/revoke/:userName',
      handle: (call) => {
        state.oauth.revoke(call.params.userName ?? '')
        return json(200, {})
      },
    },
    { method: 'PUT', path: '/jobs', handle: (call) => json(200, putJobs(state, call.json())) },
    {
      method: 'POST',
      path: '/jobs/:id/script',
      handle: (call) => json(200, scriptJob(state, call.params.id ?? '', call.json())),
    },
    {
      method: 'POST',
      path: '/submits/script',
      handle: (call) => json(200, scriptSubmits(state, call.json())),
    },
    { method: 'PUT', path: '/warehouses', handle: (call) => json(200, putWarehouse(state, call.json())) },
    { method: 'PUT', path: '/clusters', handle: (call) => json(200, putCluster(state, call.json())) },
    { method: 'GET', path: '/files', handle: () => json(200, state.volumes.list()) },
    { method: 'GET', path: '/statements', handle: () => json(200, sentStatements(state)) },
    {
      method: 'POST',
      path: '/statements/script',
      handle: (call) => json(200, scriptStatement(state, call.json())),
    },
    {
      method: 'POST',
      path: '/mode',
      handle: (call) => {
        Object.assign(state.modes, parseModes(call.json()))
        limits.clear()
        return json(200, state.modes)
      },
    },
  ]
}
