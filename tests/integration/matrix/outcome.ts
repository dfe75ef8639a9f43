import { problem } from '@/lib/language/en/problem'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const HEADINGS: Readonly<Record<string, string>> = {
  [problem.notFoundTitle]: 'nothing here',
  [problem.notPermittedTitle]: 'not permitted',
  [problem.brokenTitle]: 'broken',
}

/** An answer in a few words: its status, what kind of thing it holds, and whether a cache could keep it. */
export async function outcomeOf(response: Response): Promise<string> {
  const isKept = !/\bno-store\b/.test(response.headers.get('cache-control') ?? '')
  return `${await contentOf(response)}${isKept ? ', kept by caches' : ''}`
}

async function contentOf(response: Response): Promise<string> {
  const { status, headers } = response
  const location = headers.get('location')
  if (location !== null) {
    await response.body?.cancel()
    const { origin, pathname, search } = new URL(location, response.url)
    if (origin !== new URL(response.url).origin) return `${status} to elsewhere`
    return `${status} to ${pathname}${search.replace(/^\?callbackUrl=.*/, '').replace(/saved=\d+/, 'saved=:n')}`.replaceAll(
      UUID,
      ':id',
    )
  }
  return `${status} ${await kindOf(response)}`
}

async function kindOf(response: Response): Promise<string> {
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream')) {
    await response.body?.cancel()
    return 'stream'
  }
  const text = await response.text()
  if (type.startsWith('application/json')) return jsonKind(JSON.parse(text))
  if (!type.startsWith('text/html')) return text === '' ? 'nothing' : 'result'
  const [, heading = ''] = /<h1[^>]*>([^<]*)/.exec(text) ?? []
  return HEADINGS[heading] ?? 'page'
}

function jsonKind(body: Readonly<Record<string, unknown>>): string {
  return typeof body.code === 'string' ? body.code : Object.keys(body).join(', ')
}
