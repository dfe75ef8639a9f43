/**
 * What of a statement is no marker: texts, quoted names and comments. A colon behind a name or a bracket reads a field out of
 * JSON, and two of them cast. What is not closed goes on to the end, so that nothing is looked through twice.
 */
const PATTERN =
  /'(?:[^'\\]|\\[\s\S]|'')*(?:'|\\?$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|\\?$)|`[^`]*(?:`|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|::|[\w)\]]::?|:(?<marker>[A-Za-z_]\w{0,99})|[\s\S]/g

/** The names of the `:name` markers of a statement, each once, in their order. */
export function markersOf(statement: string): readonly string[] {
  const names = [...statement.matchAll(PATTERN)].flatMap(({ groups }) => groups?.marker ?? [])
  return [...new Set(names)]
}
