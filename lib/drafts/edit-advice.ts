import type { ErrorAdvice } from '@/lib/flows/flow'

export const MOST_ADVICE = 50

/** Less would stand in every error. */
export const SHORTEST_PATTERN = 3
export const LONGEST_PATTERN = 200

/** The first that matches counts, so it keeps its place; one that is new comes last. `before`: the pattern that it had. */
export function putErrorAdvice(
  advice: readonly ErrorAdvice[],
  before: string,
  saved: ErrorAdvice,
): readonly ErrorAdvice[] {
  const others = advice.filter(({ pattern }) => pattern === before || pattern !== saved.pattern)
  const isKnown = others.some(({ pattern }) => pattern === before)
  return isKnown ? others.map((known) => (known.pattern === before ? saved : known)) : [...others, saved]
}

export function removeErrorAdvice(advice: readonly ErrorAdvice[], pattern: string): readonly ErrorAdvice[] {
  return advice.filter((known) => known.pattern !== pattern)
}

/** One place further to the front. */
export function raiseErrorAdvice(advice: readonly ErrorAdvice[], pattern: string): readonly ErrorAdvice[] {
  const at = advice.findIndex((known) => known.pattern === pattern)
  const [before, raised] = [advice[at - 1], advice[at]]
  if (!before || !raised) return advice
  return advice.with(at - 1, raised).with(at, before)
}
