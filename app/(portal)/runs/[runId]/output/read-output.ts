import { type JsonNode, jsonTree } from '@/lib/results/json-tree'
import { type WholeTable, wholeTable } from '@/lib/results/whole-table'
import { looksLikeMarkdown } from './markdown'
import type { View } from './output-look'

/** A result as what it can be looked at. */
export interface ReadOutput {
  readonly text: string
  readonly table: WholeTable | undefined
  readonly tree: JsonNode | undefined
  /** The first one is what it is shown as where nobody says otherwise. */
  readonly views: readonly View[]
}

export function readOutput(text: string, isCsv: boolean): ReadOutput {
  const table = wholeTable(text, isCsv)
  if (table) return { text, table, tree: undefined, views: ['table', 'chart', 'text'] }
  const tree = jsonTree(text)
  if (tree) return { text, table, tree, views: ['tree', 'text'] }
  return { text, table, tree, views: looksLikeMarkdown(text) ? ['document', 'text'] : ['text'] }
}
