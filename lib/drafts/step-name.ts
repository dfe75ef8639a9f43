import { isStepName, sameName } from '@/lib/flows/step-problems'

const LONGEST = 50

/** A name for a step out of any text, like a job's name, that no other step has. `fallback` where nothing of it is left. */
export function freeStepName(text: string, taken: readonly string[], fallback = 'Step'): string {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .replace(/^[^\p{L}]+/u, '')
    .slice(0, LONGEST)
    .trim()
  const base = isStepName(plain) ? plain : fallback
  const isTaken = (name: string) => taken.some((other) => sameName(other, name))
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base} ${count}`
    if (!isTaken(name)) return name
  }
}
