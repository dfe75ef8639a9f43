import { categoryOf } from './endings.ts'
import type { Ending, TaskOutput, TaskScript } from './model.ts'
import { type References, resolveText } from './references.ts'
import { salesTable } from './sales-table.ts'

/** What a task leaves behind, with the references of its texts resolved. */
export function taskOutput(
  script: TaskScript,
  references: References,
  ending: Ending,
): { ending: Ending; output: TaskOutput } {
  const text = (value: string) => resolveText(value, references)
  const logs = script.logs === undefined ? {} : { logs: text(script.logs) }
  if (categoryOf(ending) !== 'success') {
    const error = text(script.error ?? 'RuntimeError: the task failed')
    return { ending, output: { ...logs, error, errorTrace: text(script.errorTrace ?? error) } }
  }
  const { result, truncated, sql } = script
  if (sql) return { ending, output: { ...logs, sql } }
  if (result === undefined) return { ending, output: logs }
  const value = typeof result === 'string' ? text(result) : JSON.stringify(salesTable(references.parameters))
  return { ending, output: { ...logs, result: value, ...(truncated && { truncated }) } }
}
