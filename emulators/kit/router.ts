import type { Answer, Call, Route } from './http.ts'

export interface Match {
  params: Record<string, string>
  handle: Route['handle']
}

/** Finds the first route of a list for a method and a path. HEAD is answered by GET's route. */
export function createRouter(routes: Route[]): (method: string, path: string) => Match | undefined {
  const compiled = routes.map((route) => ({ route, segments: route.path.split('/') }))
  return (method, path) => {
    const wanted = method === 'HEAD' ? 'GET' : method
    const parts = path.split('/')
    for (const { route, segments } of compiled) {
      const params = route.method === wanted && matchSegments(segments, parts)
      if (params) return { params, handle: (call: Call): Answer | Promise<Answer> => route.handle(call) }
    }
    return undefined
  }
}

function matchSegments(pattern: string[], parts: string[]): Record<string, string> | undefined {
  const rest = pattern.at(-1)?.startsWith('*') ? pattern.at(-1) : undefined
  if (rest !== undefined) return matchRest(pattern.slice(0, -1), rest.slice(1), parts)
  if (pattern.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, segment] of pattern.entries()) {
    const part = parts[index] ?? ''
    if (!segment.startsWith(':')) {
      if (segment !== part) return undefined
      continue
    }
    const value = decode(part)
    if (!value) return undefined
    params[segment.slice(1)] = value
  }
  return params
}

function matchRest(pattern: string[], name: string, parts: string[]): Record<string, string> | undefined {
  const params = matchSegments(pattern, parts.slice(0, pattern.length))
  const rest = parts.slice(pattern.length).map(decode)
  if (!params || rest.length === 0 || rest.includes(undefined)) return undefined
  return { ...params, [name]: rest.join('/') }
}

/** Undefined for a broken percent sequence: such a path names nothing. */
function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
