import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { startWarehouse, stopWarehouse, type Warehouse } from '../compute.ts'
import { mayUse, requireWarehouse } from '../compute-access.ts'
import type { Member } from '../people.ts'
import { done, routesOf, type Service } from '../service.ts'
import { warehouseJson } from '../wire/compute-json.ts'
import { plainPage } from '../wire/plain-page.ts'

const PAGE_SIZES = { usual: 100, most: 100 }
const RATE = 30

export function warehouseRoutes(service: Service): Route[] {
  const { state } = service
  const shared = { versions: ['2.0' as const], rate: RATE }
  const jsonOf = (warehouse: Warehouse, call: Call) => warehouseJson(warehouse, state.clock.now(), hostOf(call))
  const named = (call: Call, caller: Member) => requireWarehouse(state, call.params.id ?? '', caller)

  const list = (call: Call, caller: Member): Answer => {
    const mine = [...state.warehouses.values()].filter((warehouse) => mayUse(caller, warehouse))
    const { items, next } = plainPage(mine, call, PAGE_SIZES)
    const warehouses = items.map((warehouse) => jsonOf(warehouse, call))
    return json(200, { warehouses, ...(next && { next_page_token: next }) })
  }
  const get = (call: Call, caller: Member): Answer => json(200, jsonOf(named(call, caller), call))
  const start = (call: Call, caller: Member): Answer => {
    startWarehouse(named(call, caller), state.clock.now())
    return done()
  }
  const stop = (call: Call, caller: Member): Answer => {
    stopWarehouse(named(call, caller), state.clock.now())
    return done()
  }
  return [
    { ...shared, method: 'GET', path: '/sql/warehouses', handle: list },
    { ...shared, method: 'GET', path: '/sql/warehouses/:id', handle: get },
    { ...shared, method: 'POST', path: '/sql/warehouses/:id/start', handle: start },
    { ...shared, method: 'POST', path: '/sql/warehouses/:id/stop', handle: stop },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}

function hostOf({ headers }: Call): string {
  return (headers.host ?? '127.0.0.1').replace(/:\d+$/, '')
}
