import 'server-only'
import { PortalError } from '@/lib/errors'

interface Page {
  readonly nextPageToken: string | undefined
}

/** One page after the other. Only a missing token ends them: `has_more` is gone, and a short page means nothing. */
export async function* pages<P extends Page>(
  read: (pageToken: string | undefined) => Promise<P>,
): AsyncGenerator<P, void, undefined> {
  const seen = new Set<string>()
  let token: string | undefined
  do {
    const page = await read(token)
    yield page
    token = page.nextPageToken
    if (token !== undefined && seen.has(token)) throw endless()
    if (token !== undefined) seen.add(token)
  } while (token !== undefined)
}

/** All pages, for arrays that must be whole: beyond `most` pages the answer is called odd rather than cut. */
export async function allPages<P extends Page>(
  read: (pageToken: string | undefined) => Promise<P>,
  most: number,
): Promise<[P, ...P[]]> {
  const [first, ...rest] = await Array.fromAsync(atMost(pages(read), most))
  if (!first) throw endless()
  return [first, ...rest]
}

async function* atMost<P>(source: AsyncGenerator<P>, most: number): AsyncGenerator<P> {
  let taken = 0
  for await (const page of source) {
    taken += 1
    if (taken > most) throw endless()
    yield page
  }
}

function endless(): PortalError {
  const facts = { arrived: 'yes', reason: 'pages' }
  return new PortalError('databricks_odd_answer', 'The pages of an answer do not come to an end.', { facts })
}
