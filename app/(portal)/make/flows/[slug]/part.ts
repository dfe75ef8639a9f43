import type { Route } from 'next'

/** The parts of the editor, each with its own address. */
export const PARTS = ['details', 'fields', 'job', 'people', 'failures', 'versions'] as const

export type Part = (typeof PARTS)[number]

/** What the page says was done: the last thing that led here. */
export const DONE = [
  'saved',
  'saved-at-once',
  'published',
  'discarded',
  'restored',
  'last-maker',
  'step-removed',
] as const

export type Done = (typeof DONE)[number]

export function partAddress(slug: string, part: Part, more: Readonly<Record<string, string>> = {}): Route {
  return `/make/flows/${slug}?${new URLSearchParams({ part, ...more })}` as Route
}

/** Where a further step is chosen. */
export function stepAddress(slug: string): Route {
  return `/make/flows/${slug}/step` as Route
}

export function oneOf<T extends string>(known: readonly T[], asked: unknown): T | undefined {
  return known.find((value) => value === asked)
}
