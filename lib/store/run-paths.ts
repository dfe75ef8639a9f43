import 'server-only'
import { sql } from 'kysely'
import { type Condition, type Dimension, type RunFilter, valuesOf } from './run-filter'

/** One way to go through runs by an index: newest first within each key, and the keys side by side. */
export interface RunPath {
  readonly met: ReadonlySet<Dimension>
  readonly keys: readonly Condition[]
}

/** What the indexes of `runs` begin with, those first that leave fewest rows to look at. Each goes on with the time. */
const INDEXES: readonly (readonly Dimension[])[] = [
  ['people', 'flows'],
  ['people', 'statuses'],
  ['flows', 'statuses'],
  ['people'],
  ['flows'],
  ['cause'],
  ['length'],
  ['statuses'],
  ['trigger'],
  [],
]

/** Of one path: each is a scan of its own. */
const MOST_KEYS = 26
const MOST_PATHS = 2

/** The ways to try, best first: a further one only if it looks at something that those before it did not. */
export function pathsOf(filter: RunFilter): RunPath[] {
  const paths: RunPath[] = []
  for (const dimensions of INDEXES) {
    const met = new Set(paths.flatMap((path) => [...path.met]))
    const isNews = dimensions.some((dimension) => !met.has(dimension))
    const path = paths.length === 0 || isNews ? pathBy(filter, dimensions) : undefined
    if (path) paths.push(path)
    if (paths.length === MOST_PATHS) break
  }
  return paths
}

function pathBy(filter: RunFilter, dimensions: readonly Dimension[]): RunPath | undefined {
  let keys: Condition[] = [sql<boolean>`true`]
  for (const dimension of dimensions) {
    const values = valuesOf(filter, dimension)
    if (!values || keys.length * values.length > MOST_KEYS) return undefined
    keys = keys.flatMap((key) => values.map((value) => sql<boolean>`${key} and ${value}`))
  }
  return { met: new Set(dimensions), keys }
}
