interface PlainPage {
  readonly language: string
  readonly title: string
  readonly text: string
  readonly links: readonly { readonly label: string; readonly href: string }[]
  /** Of the answer's own policy, for the few lines of style. */
  readonly nonce: string
}

/** A document of words alone, for what is answered where no page of ours can be drawn. */
export function plainPage({ language, title, text, links, nonce }: PlainPage): string {
  const anchors = links.map(({ label, href }) => `<p><a href="${escaped(href)}">${escaped(label)}</a></p>`)
  return `<!DOCTYPE html><html lang="${escaped(language)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title>
<style nonce="${escaped(nonce)}">:root{color-scheme:light dark}body{font:16px/1.5 system-ui;max-width:32rem;margin:15vh auto;padding:0 1rem}</style>
</head><body><main><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${anchors.join('')}</main></body></html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
