/** Behind these, another line begins. */
const LINES: ReadonlySet<string> = new Set(
  'br p div tr li ul ol table pre section article header footer h1 h2 h3 h4 h5 h6 hr'.split(' '),
)
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }
const TAG = /<(\/?)([a-z][a-z0-9]{0,20})|<!--|<!|<\?/iy
const END_OF_HIDDEN = { script: /<\/script/gi, style: /<\/style/gi, title: /<\/title/gi, template: /<\/template/gi }

/**
 * What a reader would see of HTML, as text: for showing what nobody may trust. Each sign is looked at once, however it is written
 * (IO-7); the text is still from outside.
 */
export function textOfHtml(html: string): string {
  const keepsSpaces = /<pre[\s>]|\bansiout\b/i.test(html)
  let text = ''
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at)
    text += words(html.slice(at, open < 0 ? undefined : open), keepsSpaces)
    if (open < 0) break
    const { behind, stands } = tagAt(html, open)
    text += stands
    at = behind
  }
  return keepsSpaces ? text.trim() : tidy(text)
}

/** Where to go on behind what begins with the bracket at `open`, and what stands in its place. */
function tagAt(html: string, open: number): { readonly behind: number; readonly stands: string } {
  TAG.lastIndex = open
  const tag = TAG.exec(html)
  if (!tag) return { behind: open + 1, stands: '<' }
  const [sign, slash, name = ''] = tag
  if (sign === '<!--') return { behind: behindNext(html, '-->', open), stands: '' }
  const behind = behindNext(html, '>', open)
  const known = name.toLowerCase()
  if (!slash && Object.hasOwn(END_OF_HIDDEN, known)) {
    return { behind: behindHidden(html, END_OF_HIDDEN[known as keyof typeof END_OF_HIDDEN], behind), stands: '' }
  }
  if (LINES.has(known)) return { behind, stands: slash || known === 'br' || known === 'hr' ? '\n' : '' }
  return { behind, stands: slash && (known === 'td' || known === 'th') ? '\t' : '' }
}

function behindNext(html: string, end: string, from: number): number {
  const at = html.indexOf(end, from)
  return at < 0 ? html.length : at + end.length
}

function behindHidden(html: string, end: RegExp, from: number): number {
  end.lastIndex = from
  const found = end.exec(html)
  return found ? behindNext(html, '>', found.index) : html.length
}

function words(text: string, keepsSpaces: boolean): string {
  const plain = keepsSpaces ? text : text.replaceAll(/\s+/g, ' ')
  return plain.replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z]{2,4});/gi, (entity, name: string) => entityOf(name) ?? entity)
}

function entityOf(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()]
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '').join('\n')
}
