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

/** Undefined for a broken percent sequence: such a path names nothing. */
function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
