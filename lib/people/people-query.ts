/** Where a page of people begins: behind this one, or before it. */
export interface PersonPlace {
  /** In small letters. */
  readonly account: string
  readonly id: string
}

/** Which page of people is asked for, as its URL says it. */
export interface PeopleQuery {
  /** The beginning of a name or an account. */
  readonly q: string
  readonly after: PersonPlace | undefined
  readonly before: PersonPlace | undefined
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads a URL's query. What makes no sense is left out, so that a bad link still shows somebody. */
export function parsePeopleQuery(
  params: Readonly<Record<string, string | readonly string[] | undefined>>,
): PeopleQuery {
  const text = (name: string): string => {
    const value = params[name]
    // A database knows no NUL.
    return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim().slice(0, 300).replaceAll('\0', '')
  }
  return { q: text('q'), after: placeIn(text('after')), before: placeIn(text('before')) }
}

function placeIn(text: string): PersonPlace | undefined {
  const [id = '', account = ''] = text.split(/~(.*)/s)
  return ID.test(id) && account !== '' ? { id, account } : undefined
}

/** The address of a page of the list. */
export function peopleHref(
  q: string,
  change: { readonly after?: PersonPlace; readonly before?: PersonPlace } = {},
): string {
  const places = Object.entries(change).map(([name, { id, account }]) => [name, `${id}~${account}`])
  const entries = [...(q === '' ? [] : [['q', q]]), ...places]
  return `/admin/people${entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`}`
}

export function isPersonId(text: string): boolean {
  return ID.test(text)
}
