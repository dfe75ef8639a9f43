/** The page with the notebook of one attempt, by Databricks' id of it; behind `/api`, the page as Databricks exports it. */
export function notebookPath(runId: string, attempt: string): string {
  return `/runs/${runId}/notebook?attempt=${attempt}`
}
