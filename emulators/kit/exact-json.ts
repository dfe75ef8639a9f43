/** Node has `JSON.rawJSON`; TypeScript's library does not declare it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** JSON text, bigint written as a JSON number: Databricks' ids are 64-bit integers. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? rawJSON(String(item)) : item))
}

/** Integers that a double cannot hold exactly become bigint. @throws SyntaxError */
export function parseExact(text: string): unknown {
  return JSON.parse(text, exactInteger)
}

function exactInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return context?.source && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value
}
