import type { Words } from '@/lib/language/words'
import type { JsonNode } from '@/lib/results/json-tree'
import styles from './result-tree.module.css'

interface ResultTreeProps {
  readonly tree: JsonNode
  readonly words: Words['results']
}

/** A JSON value to open part by part, without a script. */
export function ResultTree({ tree, words }: ResultTreeProps) {
  return (
    <div className={styles.tree}>
      <Inner node={tree} words={words} depth={0} />
    </div>
  )
}

const OPEN_DEEP = 2

function Inner({
  node,
  words,
  depth,
}: {
  readonly node: JsonNode
  readonly words: Words['results']
  readonly depth: number
}) {
  return (
    <ul>
      {node.inner.map((one) => (
        <li key={one.name}>
          {one.kind === 'value' || one.size === 0 ? (
            <>
              <b>{one.name}</b> <code>{one.kind === 'value' ? one.text : one.kind === 'list' ? '[]' : '{}'}</code>
            </>
          ) : (
            <details open={depth + 1 < OPEN_DEEP && one.size <= 50}>
              <summary>
                <b>{one.name}</b> <span>{one.kind === 'list' ? words.items(one.size) : words.fields(one.size)}</span>
              </summary>
              <Inner node={one} words={words} depth={depth + 1} />
            </details>
          )}
        </li>
      ))}
      {node.left > 0 && <li>{words.more(node.left)}</li>}
    </ul>
  )
}
