const LARGEST = 2n ** 63n - 1n

/** Databricks' ids are int64 and stay text with us: a JavaScript number holds them exactly only up to 2^53. */
export function isDatabricksId(text: string): boolean {
  return /^(0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) <= LARGEST
}
