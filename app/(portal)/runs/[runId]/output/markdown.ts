import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTable } from 'micromark-extension-gfm-table'

/** A longer text is no report that anybody reads. */
const MOST = 20_000
/** Reading takes a time that grows with the square of a paragraph, and a depth that grows with the marks before a line. */
const LONGEST_PARAGRAPH = 4_000
const DEEP = /^(?: {0,3}(?:[>*+-]|\d{1,9}[.)]) ?){20}/m
/** Headings, tables and fences are what people write Markdown for. */
const SIGNS = [/^#{1,6} \S/m, /^\|? ?:?-{3,}:? ?\|/m, /^```/m]

/** Whether a text was meant to be read as Markdown, and can be in the time of a page (IO-7). */
export function looksLikeMarkdown(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text)) && canBeDrawn(text)
}

/** Whether a text that is Markdown can be read as such in the time of a page (IO-7). */
export function canBeDrawn(text: string): boolean {
  return text.length <= MOST && !isTooMuch(text)
}

function isTooMuch(text: string): boolean {
  return DEEP.test(text) || text.split(/\n[ \t]*\n/).some(({ length }) => length > LONGEST_PARAGRAPH)
}

/** The parts of a Markdown text, with tables; HTML in it stays text. */
export function markdownTree(text: string): Root {
  return fromMarkdown(text, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] })
}
