/** Of what a person typed, and of what went wrong. */
const MOST_CHARACTERS = 4_000
const MOST_OF_AN_ERROR = 400

/** The words of some texts, as `wordsOf` takes those that are looked for: letters and digits, one blank between them. */
export function searchText(...texts: readonly string[]): string {
  return texts
    .join(' ')
    .normalize('NFC') // as what is looked for; a mark that stands alone would split its word
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .slice(0, MOST_CHARACTERS)
}

/** Of what went wrong, the line that says it: a trace behind it is on the run's page. */
export function errorSearchText(message: string): string {
  const line = message.split('\n', 20).find((text) => text.trim() !== '')
  return searchText((line ?? '').slice(0, MOST_OF_AN_ERROR))
}

/** Whether a word that is looked for may go on. One or two letters begin too many; in scripts without blanks they are words. */
export function isBeginning(word: string): boolean {
  return word.length > 2 || /\P{ASCII}/u.test(word)
}
