/** Which tests say that they show a rule: by its number, in brackets in their titles or before a colon at the beginning. */
import { projectFiles, textOf } from '../check/files.mjs'

/** @typedef {{ rule: string, file: string, title: string }} Citation */

const NUMBER = '(?:AUTHZ|AUTH|SES|TOK|API|WEB|IO|OUT|RUN|REL|AUD|OPS)-\\d+'
const NUMBERS = `${NUMBER}(?:, ?${NUMBER})*`
const CITES = new RegExp(`\\((${NUMBERS})\\)|^(${NUMBERS})(?=:|$)`, 'g')
/** A text that stands first in brackets: the title of a test, a group of tests, or a check. */
const FIRST_TEXT = /[([]\s*(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g
/** Tests, and what `npm run check` lists as its checks. */
const FILES = /^tests\/((unit|integration|e2e)\/.*\.tsx?|check\/run\.mjs)$/

/** Sorted by file, then as they stand there. @returns {Citation[]} */
export function citations() {
  return projectFiles(FILES).toSorted().flatMap(citationsIn)
}

/** @param {string} file @returns {Citation[]} */
function citationsIn(file) {
  const titles = [...textOf(file).matchAll(FIRST_TEXT)].map(([, , title = '']) => title)
  const cited = titles.flatMap((title) => numbersIn(title).map((rule) => ({ rule, title, file })))
  return [...new Map(cited.map((citation) => [JSON.stringify(citation), citation])).values()]
}

/** @param {string} title @returns {string[]} */
function numbersIn(title) {
  return [...title.matchAll(CITES)].flatMap(([, inside, before]) => (inside ?? before ?? '').split(/, ?/))
}
