import type { TaskOutput } from '@/lib/runs/task-output'

/** What a cell gave back, in the order in which it came. All of it is text from outside. */
export type NotebookOutput =
  | { readonly kind: 'text'; readonly text: string; readonly truncated: boolean }
  | (TaskOutput & { readonly kind: 'table' })
  /** `html` may hold anything; `text` is what a reader would see of it. */
  | { readonly kind: 'html'; readonly html: string; readonly text: string; readonly truncated: boolean }
  /** `source` is a `data:` address of a PNG or a JPEG. */
  | { readonly kind: 'image'; readonly source: string }
  /** A kind that is not drawn here, or more than a page carries. */
  | { readonly kind: 'other' }

export interface NotebookCell {
  /** From 1, as Databricks counts them. */
  readonly place: number
  readonly title: string
  readonly kind: 'code' | 'markdown'
  readonly text: string
  readonly truncated: boolean
  readonly outputs: readonly NotebookOutput[]
  /** Of these outputs, so many are left out. */
  readonly outputsLeft: number
  /** What was thrown, in a line and at length. */
  readonly error: { readonly summary: string; readonly trace: string } | undefined
  readonly tookMs: number | undefined
}

/** A notebook as it ran. */
export interface Notebook {
  /** "python" */
  readonly language: string
  readonly cells: readonly NotebookCell[]
  /** Further cells, for which a page has no room. */
  readonly cellsLeft: number
}
