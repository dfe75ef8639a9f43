const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text is an id as the portal and Entra write them. PostgreSQL refuses a query for anything else. */
export function isId(text: string): boolean {
  return UUID.test(text)
}
