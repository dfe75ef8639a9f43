/** Everything that is written to the audit log, and what its row tells (AUD-1). A new event gets its line here first. */
export const AUDIT_ACTIONS = {
  'session.start':
    'a sign-in: done, with the roles that were seen before and now; refused or failed, with the reason',
  'session.end': 'a sign-out, here or at Microsoft',
  'run.start': 'a press, with the flow and its version',
  'run.cancel': 'somebody asked for the end of a run',
  'run.end': 'how a run ended',
  'run.read': 'a run that is not theirs was asked for',
  'flow.read': 'a flow that is not theirs was asked for',
  'flow.import': 'a flow was written from a file',
  'tokens.open':
    'kept tokens that do not open: moved, cut, rolled back, or of a key that is missing; with the reason',
  'keys.rotate': 'everything sealed was sealed anew by the first key; how much, and what is left',
  'audit.chain': 'from here on the log is chained; how many rows are older',
  'audit.prune': 'the oldest rows were removed: up to which position and hash',
} as const

export type AuditAction = keyof typeof AUDIT_ACTIONS
