import type { NoticeEvent } from './notice'

/** All that a mail says of a run: nothing that was typed into its form, and nothing of what it left. */
export interface MailFacts {
  readonly event: NoticeEvent
  /** "Refresh sales, run 12: Failed" */
  readonly title: string
  readonly lines: readonly string[]
  readonly link: { readonly text: string; readonly url: string } | undefined
  /** Why it comes, and where to change that. */
  readonly foot: { readonly text: string; readonly url: string }
}

export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const LONGEST_SUBJECT = 200

/** Plain text and the same as simple HTML. A title is the maker's: no line break of it can become a header's. */
export function mailOf({ title, lines, link, foot }: MailFacts): MailContent {
  const text = [
    title,
    '',
    ...lines,
    ...(link ? ['', `${link.text}: ${link.url}`] : []),
    '',
    `${foot.text}: ${foot.url}`,
  ]
  const html = [
    `<p><strong>${escapeHtml(title)}</strong></p>`,
    ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
    ...(link ? [`<p>${anchor(link)}</p>`] : []),
    `<p><small>${anchor(foot)}</small></p>`,
  ]
  return {
    subject: oneLine(title).slice(0, LONGEST_SUBJECT),
    text: text.map(oneLine).join('\r\n'),
    html: html.join('\n'),
  }
}

function anchor({ text, url }: { readonly text: string; readonly url: string }): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return oneLine(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** The longest that RFC 5321 lets an address be. */
const LONGEST_ADDRESS = 254
const ADDRESS = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i

/** One address and nothing else: no name, no list, no line break. A guest's sign-in name is none, though it looks like one. */
export function isMailAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS && ADDRESS.test(text) && !/#ext#/i.test(text)
}
