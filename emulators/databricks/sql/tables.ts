import type { Column, Value } from './values.ts'

export interface Table {
  /** Catalog, schema and name. */
  path: readonly [string, string, string]
  columns: readonly Column[]
  rows: readonly (readonly Value[])[]
  /** Who may read it; `users` is everybody. Admins may read everything. */
  readers: readonly string[]
}

const REGIONS = ['EMEA', 'APAC', 'AMER'] as const
const PRODUCTS = ['Desk lamp', 'Office chair', 'Standing desk', 'Monitor arm'] as const
const ORDERS = 240
const DAY_MS = 24 * 60 * 60 * 1000

function order(index: number): Value[] {
  const quantity = 1 + ((index * 7) % 9)
  const day = new Date(Date.UTC(2026, 3, 1) + (index % 90) * DAY_MS).toISOString().slice(0, 10)
  return [
    1001 + index,
    REGIONS[index % REGIONS.length] ?? null,
    PRODUCTS[(index * 5) % PRODUCTS.length] ?? null,
    day,
    quantity,
    Math.round(quantity * (24.9 + (index % 4) * 60) * 100) / 100,
    index % 11 === 0,
    index % 13 === 0 ? null : `PO-${2600 + index}`,
  ]
}

/** Made up, and the same in every workspace. */
export const TABLES: readonly Table[] = [
  {
    path: ['contoso', 'sales', 'orders'],
    columns: [
      { name: 'order_id', type: 'BIGINT' },
      { name: 'region', type: 'STRING' },
      { name: 'product', type: 'STRING' },
      { name: 'ordered_on', type: 'DATE' },
      { name: 'quantity', type: 'INT' },
      { name: 'amount', type: 'DECIMAL(10,2)' },
      { name: 'returned', type: 'BOOLEAN' },
      { name: 'reference', type: 'STRING' },
    ],
    rows: Array.from({ length: ORDERS }, (_, index) => order(index)),
    readers: ['users'],
  },
  {
    path: ['contoso', 'sales', 'regions'],
    columns: [
      { name: 'code', type: 'STRING' },
      { name: 'name', type: 'STRING' },
    ],
    rows: [
      ['EMEA', 'Europe, Middle East and Africa'],
      ['APAC', 'Asia and Pacific'],
      ['AMER', 'Americas'],
    ],
    readers: ['users'],
  },
  {
    path: ['contoso', 'finance', 'invoices'],
    columns: [
      { name: 'invoice_id', type: 'STRING' },
      { name: 'supplier', type: 'STRING' },
      { name: 'due_on', type: 'DATE' },
      { name: 'net', type: 'DECIMAL(10,2)' },
    ],
    rows: [
      ['INV-2026-00315', 'Contoso Paper', '2026-07-15', 1240.5],
      ['INV-2026-00316', 'Contoso Freight', '2026-07-20', 880],
      ['INV-2026-00317', 'Contoso Energy', '2026-07-31', null],
    ],
    readers: ['maker@contoso.example'],
  },
]
