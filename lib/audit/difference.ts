type Facts = Readonly<Record<string, unknown>>

/** What a value was and is, beside each other. */
export interface Difference {
  /** `audience.roles`: where it stands, from the outermost name inwards. */
  readonly path: string
  /** As text; `undefined` where there is none. */
  readonly before: string | undefined
  readonly after: string | undefined
  readonly isChanged: boolean
  /** Its value is nobody's to read: `before` and `after` say only whether there is one. */
  readonly isSecret: boolean
}

/** No secret is ever written to the log; a value by such a name is shown as one all the same. */
const SECRET = /secret(?!s$)|password|passphrase|private_?key|(^|\.)token($|\.)/i

/** Each value of two states by its path, those that differ first. */
export function differencesOf(before: Facts = {}, after: Facts = {}): readonly Difference[] {
  const [was, is] = [flat(before), flat(after)]
  const all = [...new Set([...was.keys(), ...is.keys()])].map((path) =>
    differenceAt(path, was.get(path), is.get(path)),
  )
  return [...all.filter(({ isChanged }) => isChanged), ...all.filter(({ isChanged }) => !isChanged)]
}

function differenceAt(path: string, before: string | undefined, after: string | undefined): Difference {
  const isSecret = SECRET.test(path)
  const shown = (value: string | undefined) => (isSecret && value !== undefined ? '' : value)
  return { path, before: shown(before), after: shown(after), isChanged: before !== after, isSecret }
}

/** Lists stand as one value each: what came and went in them is read off both. */
export function flat(facts: Facts, prefix = ''): Map<string, string> {
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(facts)) {
    const path = prefix + name
    if (isFacts(value)) for (const [inner, text] of flat(value, `${path}.`)) values.set(inner, text)
    else values.set(path, textOf(value))
  }
  return values
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== 'object')
  return isPlainList ? value.join(', ') : JSON.stringify(value)
}
