import { randomUUID } from 'node:crypto'
import type { Viewer } from '@/lib/identity/viewer'
import { inputs } from '@/lib/language/en/inputs'
import { pressFlow } from '@/lib/runs/server/press'

interface Press {
  readonly viewer: Viewer
  readonly slug: string
}

/** Presses each of the flows as its person, all at once, until it is killed. */
const presses = JSON.parse(process.argv[2] ?? '[]') as readonly Press[]
await Promise.all(
  presses.map(({ viewer, slug }) =>
    pressFlow(viewer, { slug, clientKey: randomUUID(), posted: {}, resubmittedFrom: undefined }, inputs),
  ),
)
await new Promise((resolve) => setTimeout(resolve, 600_000))
