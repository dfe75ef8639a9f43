import { markdownTree } from './markdown'
import { markdownPart } from './markdown-part'
import styles from './result-document.module.css'

/** A text of Markdown as the document that it describes. Nothing of it is HTML, loads anything, or runs (IO-9). */
export function ResultDocument({ text }: { readonly text: string }) {
  return <article className={styles.document}>{markdownTree(text).children.map(markdownPart)}</article>
}
