import type { Condition } from './model.ts'

export const CONDITION_OPERATORS: ReadonlySet<string> = new Set([
  'EQUAL_TO',
  'NOT_EQUAL',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL',
])

/** Equality is of texts ("12.0" is not "12"), order is of numbers; undefined when an operand is no number. */
export function evaluateCondition({ op, left, right }: Condition): boolean | undefined {
  if (op === 'EQUAL_TO') return left === right
  if (op === 'NOT_EQUAL') return left !== right
  const a = toNumber(left)
  const b = toNumber(right)
  if (a === undefined || b === undefined) return undefined
  if (op === 'GREATER_THAN') return a > b
  if (op === 'GREATER_THAN_OR_EQUAL') return a >= b
  return op === 'LESS_THAN' ? a < b : a <= b
}

function toNumber(text: string): number | undefined {
  const value = Number(text)
  return text.trim() === '' || Number.isNaN(value) ? undefined : value
}
