/** HTML that is safe to send. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | Markup | Markup[]

/** Escapes what is put in, unless it is markup already. */
export function markup(literals: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(literals.reduce((text, literal, index) => text + render(parts[index - 1] ?? '') + literal))
}

function render(part: Part): string {
  if (Array.isArray(part)) return part.map(({ text }) => text).join('')
  return part instanceof Markup ? part.text : part.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
