import { en } from '@/lib/language/en/english'

/** A catalogue: another language has the same shape, texts and functions alike. */
export type Words = Catalogue<typeof en>

/** The shape of a catalogue without the very texts of the first one. */
type Catalogue<T> = T extends string
  ? string
  : T extends (...facts: never) => unknown
    ? T
    : T extends readonly (infer Entry)[]
      ? readonly Catalogue<Entry>[]
      : { readonly [Key in keyof T]: Catalogue<T[Key]> }
export type InputWords = Words['inputs']
export type ConnectorWords = Words['connectors']

const CATALOGUES: Readonly<Record<string, Words>> = { en }

/** The language of the page's `lang`. */
export interface Language {
  readonly code: string
  readonly words: Words
}

/** The first language that the browser asks for and we have; English for all others. Source: RFC 9110, 12.5.4. */
export function languageFor(acceptLanguage: string | null): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [range = '', ...parameters] = entry.trim().toLowerCase().split(';')
      const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean)
      return { code: range.split('-')[0] ?? '', quality: Number(quality ?? 1) }
    })
    .sort((one, other) => other.quality - one.quality)
  const code = wanted.find((entry) => entry.quality > 0 && Object.hasOwn(CATALOGUES, entry.code))?.code ?? 'en'
  return { code, words: CATALOGUES[code] ?? en }
}
