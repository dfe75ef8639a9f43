/** A page as Databricks exports it, with this model in it. */
export function pageWith(model: unknown): string {
  return pageHolding(`'${Buffer.from(encodeURIComponent(JSON.stringify(model))).toString('base64')}'`)
}

/** With whatever stands where the model is expected. */
export function pageHolding(value: string): string {
  return `<html><script>if (window.__DATABRICKS_NOTEBOOK_MODEL) draw()</script>
<script>var __DATABRICKS_NOTEBOOK_MODEL = ${value};</script><body></body></html>`
}
