import type { RunStatus } from '@/lib/runs/run-status'
import { firstOf } from '@/lib/runs/storable-text'
import { ScrollRegion } from './scroll-region'
import { toneOfStatus } from './status-badge'
import styles from './task-graph.module.css'
import { type Edge, layOut, NODE_HEIGHT, NODE_WIDTH } from './task-graph-layout'

export interface TaskNode {
  readonly key: string
  readonly name: string
  /** "Notebook · Failed" */
  readonly facts: string
  readonly status: RunStatus
  /** Where its details are. */
  readonly href: string
  readonly current: boolean
  /** For readers of the screen, instead of the arrows: "after load and clean" */
  readonly description: string
}

interface TaskGraphProps {
  readonly label: string
  readonly nodes: readonly TaskNode[]
  readonly edges: readonly Edge[]
}

/** A higher one scrolls by itself. */
const TALL = 600
const NAME_CHARACTERS = 28
/** Between two facts. */
const FACT_MARK = ' · '
const FACT_CHARACTERS = 36

/** Which task waits for which, drawn on the server. Every task is a link that the keyboard reaches, in the order of the list. */
export function TaskGraph({ label, nodes, edges }: TaskGraphProps) {
  const drawing = layOut(
    nodes.map(({ key }) => key),
    edges,
  )
  return (
    <ScrollRegion label={label} plain short={drawing.height > TALL}>
      <svg
        className={styles.graph}
        width={drawing.width}
        height={drawing.height}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      >
        <title>{label}</title>
        <svg aria-hidden="true">
          {drawing.edges.map(({ from, to, points, middle, label: outcome }) => (
            <g key={`${from} ${to}`} className={styles.edge}>
              <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
              {arrow(points.at(-1))}
              {outcome && (
                <text x={middle.x} y={middle.y - 4}>
                  {outcome}
                </text>
              )}
            </g>
          ))}
        </svg>
        {nodes.map((node) => (
          <Node key={node.key} node={node} at={drawing.nodes.get(node.key) ?? { x: 0, y: 0 }} />
        ))}
      </svg>
    </ScrollRegion>
  )
}

function arrow(tip: { readonly x: number; readonly y: number } | undefined) {
  return tip && <polygon points={`${tip.x},${tip.y} ${tip.x - 7},${tip.y - 4} ${tip.x - 7},${tip.y + 4}`} />
}

interface NodeProps {
  readonly node: TaskNode
  readonly at: { readonly x: number; readonly y: number }
}

function Node({ node, at: { x, y } }: NodeProps) {
  return (
    <a
      href={node.href}
      className={styles.node}
      data-tone={toneOfStatus(node.status)}
      aria-current={node.current || undefined}
      aria-label={`${node.name}, ${node.facts}, ${node.description}`}
    >
      <rect className={styles.box} x={x} y={y} width={NODE_WIDTH} height={NODE_HEIGHT} rx="4" />
      <rect className={styles.tone} x={x} y={y} width="5" height={NODE_HEIGHT} rx="2" />
      <text className={styles.name} x={x + 14} y={y + 20}>
        {shortened(node.name)}
      </text>{' '}
      <text x={x + 14} y={y + 38}>
        {factsThatFit(node.facts)}
      </text>
    </a>
  )
}

/** The start and the end of a long name: tasks of one kind differ in the end. */
function shortened(name: string): string {
  if (name.length <= NAME_CHARACTERS) return name
  return `${name.slice(0, NAME_CHARACTERS - 10)}…${name.slice(-9)}`
}

/** As many of them as there is room for: what is read aloud must hold what is shown, word for word (WCAG 2.5.3). */
function factsThatFit(facts: string): string {
  if (facts.length <= FACT_CHARACTERS) return facts
  const before = facts.lastIndexOf(FACT_MARK, FACT_CHARACTERS)
  return before > 0 ? facts.slice(0, before) : firstOf(facts, FACT_CHARACTERS)
}
