import type { Answer, Call, Route } from '../../kit/http.ts'
import { invalid } from '../errors.ts'
import type { Member } from '../people.ts'
import { routesOf, type Service } from '../service.ts'

const RATE = 50

/** Files of volumes: PUT, GET and HEAD of `/api/2.0/fs/files/Volumes/…`. No answer to a PUT has a body. */
export function fileRoutes(service: Service): Route[] {
  const { volumes, clock } = service.state
  const shared = { path: '/fs/files/*path', versions: ['2.0' as const], rate: RATE }
  const pathOf = (call: Call) => `/${call.params.path ?? ''}`

  const put = (call: Call, caller: Member): Answer => {
    const overwrite = call.query.get('overwrite') ?? 'false'
    if (overwrite !== 'true' && overwrite !== 'false') throw invalid('overwrite is true or false.')
    const at = clock.now()
    volumes.write(pathOf(call), call.body, caller, { overwrite: overwrite === 'true', at })
    return { status: 204 }
  }
  const get = (call: Call, caller: Member): Answer => {
    const { bytes, at } = volumes.read(pathOf(call), caller)
    const headers = { 'content-type': 'application/octet-stream', 'last-modified': new Date(at).toUTCString() }
    return { status: 200, headers, body: bytes }
  }
  return [
    { ...shared, method: 'PUT', handle: put },
    { ...shared, method: 'GET', handle: get },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}
