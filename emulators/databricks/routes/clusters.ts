import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import type { Cluster } from '../compute.ts'
import { mayUse, requireCluster } from '../compute-access.ts'
import { invalid } from '../errors.ts'
import type { Member } from '../people.ts'
import { routesOf, type Service } from '../service.ts'
import { clusterJson } from '../wire/compute-json.ts'
import { queryFlag } from '../wire/input.ts'
import { plainPage } from '../wire/plain-page.ts'

const PAGE_SIZES = { usual: 20, most: 100 }
const KEPT_MS = 30 * 24 * 60 * 60 * 1000
const RATE = 30

export function clusterRoutes(service: Service): Route[] {
  const { state } = service
  const shared = { versions: ['2.1' as const], rate: RATE, method: 'GET' }
  /** The answer has both tokens, '' where there is no such page. */
  const list = (call: Call, caller: Member): Answer => {
    const kept = (cluster: Cluster) =>
      cluster.pinned === true || (cluster.terminatedAt ?? Number.POSITIVE_INFINITY) > state.clock.now() - KEPT_MS
    const mine = [...state.clusters.values()].filter((cluster) => mayUse(caller, cluster) && kept(cluster))
    const { items, next, previous } = plainPage(sorted(mine.filter(chosenBy(call)), call), call, PAGE_SIZES)
    return json(200, { clusters: items.map(clusterJson), next_page_token: next, prev_page_token: previous })
  }
  const get = (call: Call, caller: Member): Answer => {
    const id = call.query.get('cluster_id')
    if (!id) throw invalid('Missing required field: cluster_id')
    return json(200, clusterJson(requireCluster(state, id, caller)))
  }
  return [
    { ...shared, path: '/clusters/list', handle: list },
    { ...shared, path: '/clusters/get', handle: get },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}

function chosenBy(call: Call): (cluster: Cluster) => boolean {
  const states = call.query.getAll('filter_by.cluster_states')
  const sources = call.query.getAll('filter_by.cluster_sources')
  const pinnedOnly = queryFlag(call, 'filter_by.is_pinned')
  return ({ state, source, pinned }) =>
    (states.length === 0 || states.includes(state)) &&
    (sources.length === 0 || sources.includes(source)) &&
    (!pinnedOnly || pinned === true)
}

/** By name when asked for; otherwise those that were made last come first. */
function sorted(clusters: Cluster[], call: Call): Cluster[] {
  const sign = call.query.get('sort_by.direction') === 'DESC' ? -1 : 1
  if (call.query.get('sort_by.field') === 'CLUSTER_NAME') {
    return clusters.sort((a, b) => sign * a.name.localeCompare(b.name, 'en'))
  }
  return clusters.sort((a, b) => b.startedAt - a.startedAt || a.id.localeCompare(b.id, 'en'))
}
