const LONGEST = 200
/** In place of what differs from run to run, or may be about somebody. */
const BLANK = '…'

/** Each begins with a sign that it does not contain again, so none looks at a text twice. */
const DIFFERS: readonly RegExp[] = [
  /'[^'\n]{0,400}'|"[^"\n]{0,400}"|`[^`\n]{0,400}`|“[^”\n]{0,400}”|<[^<>\n]{0,400}>/g,
  /\S{0,100}@\S{1,200}/g,
  /\S{0,100}[/\\]\S{0,300}/g,
  /[\p{L}\p{N}_.-]{0,60}\p{N}[\p{L}\p{N}_.:-]{0,60}/gu,
]
/** The first word is a class of errors, and the name of one in brackets as well: they say what it is, and nothing of anybody. */
const KIND = /^(?:[\w.$]{1,200}(?:Error|Exception|Exit|Failure|Warning): ?)?(?:\[[A-Z][A-Z0-9_.]{2,120}\] ?)?/

/** A shorter one stands in many words. */
const SHORTEST_GIVEN = 3

/**
 * What errors of one kind have in common: without what was given to the run, quoted texts, addresses, paths, and whatever has a
 * digit. What is left are the words of the job's author, and of what the job read.
 * @param inputs of the run, by name
 */
export function errorGroupOf(line: string, inputs: Readonly<Record<string, unknown>> = {}): string {
  const kind = KIND.exec(line)?.[0] ?? ''
  const said = textsIn(inputs).reduce((text, given) => text.replaceAll(given, BLANK), line.slice(kind.length))
  const rest = DIFFERS.reduce((text, pattern) => text.replace(pattern, BLANK), said)
  return `${kind}${rest.replaceAll(/…(?:[\s,;:]*…)+/g, BLANK)}`.slice(0, LONGEST).toWellFormed().trim()
}

/** The longest first: another may be a part of it. */
function textsIn(inputs: Readonly<Record<string, unknown>>): readonly string[] {
  const texts = Object.values(inputs).flatMap((value) => [value].flat().filter((one) => typeof one === 'string'))
  return texts.filter(({ length }) => length >= SHORTEST_GIVEN).toSorted((one, other) => other.length - one.length)
}

/** The longest of its parts that every error of the kind has: a pattern that finds them. */
export function patternOf(group: string): string {
  const parts = group.split(BLANK).map((part) => part.trim())
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}
