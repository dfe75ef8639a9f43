'use client'

import { RunTable, type RunTableProps } from './run-table'

/** Drawn by the browser too, so that a page carries each row's data beside its markup, and not the markup twice. */
export function RunRows(props: RunTableProps) {
  return <RunTable {...props} />
}
