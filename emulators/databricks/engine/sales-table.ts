const PRODUCTS = ['Desk lamp', 'Office chair', 'Standing desk', 'Monitor arm', 'Footrest', 'Filing cabinet']
const MAX_ROWS = 500

export interface SalesRow {
  region: string
  as_of: string
  rank: number
  product: string
  units: number
  revenue: number
  returns?: number
}

/** A made-up table that shows each parameter: `region` and `as_of` in every row, `top_n` rows, returns when asked for. */
export function salesTable(parameters: Record<string, string>): SalesRow[] {
  const { region = '', as_of = '', top_n = '', include_returns = '' } = parameters
  const rows = Math.min(MAX_ROWS, Math.max(0, Math.trunc(Number(top_n) || 0)))
  return Array.from({ length: rows }, (_, index) => {
    const units = 1200 - ((index * 37 + region.length * 11) % 400) - index
    return {
      region,
      as_of,
      rank: index + 1,
      product: `${PRODUCTS[index % PRODUCTS.length]} ${String.fromCharCode(65 + (index % 26))}`,
      units,
      revenue: Math.round(units * (24.9 + (index % 7) * 10) * 100) / 100,
      ...(include_returns === 'true' && { returns: (units * (index + 3)) % 29 }),
    }
  })
}
