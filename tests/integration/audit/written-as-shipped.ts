/** What only a whole process writes: `tests/integration/http/audit.test.ts` looks for these. */
export const WRITTEN_AS_SHIPPED = ['portal.start', 'portal.migrate'] as const
