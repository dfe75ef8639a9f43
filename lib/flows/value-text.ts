import { type InputProperty, kindOf } from './input-schema'

interface ValueWords {
  readonly yes: string
  readonly no: string
}

/** A value as people read it: by its label where it is a choice. */
export function valueText(property: InputProperty, value: unknown, words: ValueWords): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (Array.isArray(value) && kindOf(property) !== 'json') {
    return value.map((entry) => labelOf(property, String(entry))).join(', ')
  }
  return typeof value === 'string' ? labelOf(property, value) : JSON.stringify(value)
}

/** What people read for one choice. */
export function labelOf({ 'x-labels': labels = {} }: InputProperty, value: string): string {
  return (Object.hasOwn(labels, value) ? labels[value] : undefined) ?? value
}
