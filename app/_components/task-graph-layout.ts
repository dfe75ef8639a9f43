import { Graph, layout } from '@dagrejs/dagre'

export const NODE_WIDTH = 224
export const NODE_HEIGHT = 48
const GAP = { nodesep: 16, ranksep: 56, marginx: 8, marginy: 8 }

export interface Edge {
  readonly from: string
  readonly to: string
  /** Which outcome leads along it, in words. */
  readonly label?: string | undefined
}

interface Point {
  readonly x: number
  readonly y: number
}

export interface GraphLayout {
  readonly width: number
  readonly height: number
  /** Upper left corners, by key. */
  readonly nodes: ReadonlyMap<string, Point>
  readonly edges: readonly (Edge & { readonly points: readonly Point[]; readonly middle: Point })[]
}

/** From left to right, each behind what it waits for. An edge from or to a node that is not there is left out. */
export function layOut(keys: readonly string[], edges: readonly Edge[]): GraphLayout {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', ...GAP })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const key of keys) graph.setNode(key, { width: NODE_WIDTH, height: NODE_HEIGHT })
  const drawn = edges.filter(({ from, to }) => graph.hasNode(from) && graph.hasNode(to))
  // What was told last comes to stand at the top.
  for (const { from, to } of drawn.toReversed()) graph.setEdge(from, to)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: new Map(keys.map((key) => [key, cornerOf(graph.node(key))])),
    edges: drawn.map((edge) => {
      const points = (graph.edge(edge.from, edge.to).points ?? []).map(rounded)
      return { ...edge, points, middle: points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 } }
    }),
  }
}

/** The library places middles. */
function cornerOf({ x = 0, y = 0 }: Partial<Point>): Point {
  return rounded({ x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 })
}

function rounded({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) }
}
