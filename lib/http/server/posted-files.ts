import 'server-only'

/**
 * A posted form in which the text of each file that is named stands in a field of its own, in the place of what was typed there;
 * a form without scripts posts an empty file where nobody chose one. What is no form stays what it is.
 */
export async function withTextsOfFiles(
  posted: unknown,
  fieldOf: Readonly<Record<string, string>>,
): Promise<FormData | unknown> {
  if (!(posted instanceof FormData)) return posted
  const form = new FormData()
  for (const [name, value] of posted) if (!Object.hasOwn(fieldOf, name)) form.append(name, value)
  for (const [file, field] of Object.entries(fieldOf)) {
    const [given, ...more] = posted.getAll(file)
    // Not what our form posts: it stays a file, and is refused as one.
    if (more.length > 0 || typeof given === 'string') form.append(file, 'no file')
    else if (given && given.size > 0) form.set(field, decoded(await given.arrayBuffer()))
  }
  return form
}

/** Some of the files that people have are older than UTF-8. */
function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
