/** Text from outside as a database can keep it: PostgreSQL knows neither NUL nor half a surrogate pair. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '�')
}

/** The first `most` UTF-16 units, without tearing the last character apart. */
export function firstOf(text: string, most: number): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)
}
