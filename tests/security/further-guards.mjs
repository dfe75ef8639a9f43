// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what stands in a file stands here as it is
/**
 * Guards of the rules that guards.mjs need not have, in its form.
 * @type {readonly import('./guards.mjs').Guard[]}
 */
export const FURTHER_GUARDS = [
  {
    rule: 'AUTH-8',
    without: 'a credential that was replaced is the only one that is tried',
    file: 'lib/entra/with-credential.ts',
    edits: [
      [
        '    if (!other || !isAboutCredential(refusal)) throw refusal\n',
        '    if (other !== first) throw refusal\n    if (!other) throw refusal\n',
      ],
    ],
    test: 'tests/integration/entra/credentials.test.ts',
  },
  {
    rule: 'AUTH-9',
    without: 'Entra ID has half a minute',
    file: 'lib/entra/network.ts',
    edits: [['const DEADLINE_MS = 10_000', 'const DEADLINE_MS = 30_000']],
    test: 'tests/integration/entra/network.test.ts',
  },
  {
    rule: 'AUTH-9',
    without: 'Entra ID has the 3.5 s that next-auth gives it',
    file: 'lib/entra/network.ts',
    edits: [['const DEADLINE_MS = 10_000', 'const DEADLINE_MS = 3_500']],
    test: 'tests/integration/entra/network.test.ts',
  },
  {
    rule: 'TOK-3',
    without: 'a sealed column that nobody knows of is passed over in silence',
    file: 'lib/keys/server/rotate-keys.ts',
    edits: [['    await demandKnownColumns(db)\n', '']],
    test: 'tests/integration/keys/rotate-keys.test.ts',
  },
  {
    rule: 'TOK-8',
    without: 'tokens outlast the last run that needed them',
    file: 'lib/runs/server/keep-end.ts',
    edits: [['    await forgetNeedlessTokens(trx, run.personId)\n', '']],
    test: 'tests/integration/identity/kept-tokens.test.ts',
  },
  {
    rule: 'WEB-6',
    without: 'next dev listens on every address',
    file: 'package.json',
    edits: [['next dev --hostname 127.0.0.1', 'next dev']],
    test: 'tests/unit/no-side-doors.test.ts',
  },
  {
    rule: 'OUT-3',
    without: 'an entry for one port opens them all',
    file: 'lib/databricks/host.ts',
    edits: [
      ['{ protocol, host }: URL', '{ protocol, hostname: host }: URL'],
      ['?.host === host', '?.hostname === host'],
    ],
    test: 'tests/unit/databricks/host.test.ts',
  },
  {
    rule: 'OUT-5',
    without: 'headers may take as long as they like',
    file: 'lib/databricks/dialer.ts',
    edits: [['    headersTimeout: HEADERS_MS,\n', '']],
    test: 'tests/integration/databricks/silence.test.ts',
  },
  {
    rule: 'OUT-7',
    without: 'an answer of any shape is believed',
    file: 'lib/databricks/success.ts',
    edits: [
      [
        "if (!checked.success) throw odd(answer, 'schema', checked.error)",
        'if (!checked.success) return readJson(answer) as T',
      ],
    ],
    test: 'tests/integration/databricks/odd-answers.test.ts',
  },
  {
    rule: 'RUN-6',
    without: 'a press takes an older run of its job for its own',
    file: 'lib/runs/server/prepare-start.ts',
    edits: [['idempotencyToken: runId }', 'idempotencyToken: jobId }']],
    test: 'tests/integration/runs/lost-answer.test.ts',
  },
  {
    rule: 'RUN-2',
    without: 'each try of a run as the person has a token of its own',
    file: 'lib/runs/server/prepare-start.ts',
    edits: [['submitRun(workspace, run, runId,', 'submitRun(workspace, run, crypto.randomUUID(),']],
    test: 'tests/integration/runs/as-me.test.ts',
  },
  {
    rule: 'RUN-6',
    without: 'a run as the person is made from what the job is by then, and not at the press',
    file: 'lib/runs/server/prepare-start.ts',
    edits: [['settings ?? (await readAndKeep(starting, secret))', 'await readAndKeep(starting, secret)']],
    test: 'tests/integration/runs/as-me.test.ts',
  },
  {
    rule: 'RUN-7',
    without: 'a token whose run is gone counts as never sent',
    file: 'lib/runs/submission.ts',
    edits: [["  return inDoubt ? 'lost' : 'refused'\n", "  return 'refused'\n"]],
    test: 'tests/integration/runs/submission.test.ts',
  },
  {
    rule: 'RUN-10',
    without: 'results are left at Databricks',
    file: 'lib/runs/server/keep-end.ts',
    edits: [['    for (const result of results) if (result) await updateTaskResult(trx, run.stepId, result)\n', '']],
    test: 'tests/integration/runs/follow.test.ts',
  },
  {
    rule: 'REL-1',
    without: 'a busy workspace is not asked again',
    file: 'lib/databricks/retry.ts',
    edits: [["  if (code === 'databricks_busy') return Number.POSITIVE_INFINITY\n", '']],
    test: 'tests/unit/databricks/retry.test.ts',
  },
  {
    rule: 'REL-2',
    without: 'one header makes everybody wait for a day',
    file: 'lib/databricks/retry-after.ts',
    edits: [['return Math.min(Number(text) * 1_000, LONGEST_MS)', 'return Number(text) * 1_000']],
    test: 'tests/unit/databricks/retry-after.test.ts',
  },
  {
    rule: 'REL-4',
    without: 'looks are not paid for as they are claimed',
    file: 'lib/store/claim-poll-groups.ts',
    edits: [
      [
        "set calls_left = ${callsLeft('workspace_budgets', callsPerSecond)} - (${full} - excluded.calls_left),",
        'set calls_left = ${full},',
      ],
    ],
    test: 'tests/integration/runs/crowd.test.ts',
  },
  {
    rule: 'REL-5',
    without: 'a new run is asked about twice a second',
    file: 'lib/runs/poll-schedule.ts',
    edits: [['  [MINUTE, 1_000],', '  [MINUTE, 500],']],
    test: 'tests/unit/runs/poll-schedule.test.ts',
  },
  {
    rule: 'REL-6',
    without: 'what other processes let through does not count',
    file: 'lib/limits/request-counts.ts',
    edits: [['count ? count.shared + count.unshared : 0', 'count ? count.unshared : 0']],
    test: 'tests/unit/limits/request-counts.test.ts',
  },
  {
    rule: 'REL-9',
    without: 'any schema will do',
    file: 'lib/startup/server/is-ready.ts',
    edits: [["  if (!(await schemaFits())) return 'the schema is not of this version'\n", '  await schemaFits()\n']],
    test: 'tests/integration/startup/ready.test.ts',
  },
  {
    rule: 'AUD-1',
    without: 'a cancel leaves no row',
    file: 'lib/runs/server/cancel-run.ts',
    edits: [['    await insertAudit(trx, {\n', '    void (insertAudit, {\n']],
    test: 'tests/integration/audit/events.test.ts',
  },
  {
    rule: 'AUD-2',
    without: 'a row has the time that the process says',
    file: 'lib/store/migrations/0002-audit.ts',
    edits: [["      new.at := date_trunc('milliseconds', clock_timestamp());\n", '']],
    test: 'tests/integration/audit/chain.test.ts',
  },
  {
    rule: 'AUD-3',
    without: 'rows of the audit log may be changed',
    file: 'lib/store/migrations/0002-audit.ts',
    edits: [
      [
        "if tg_table_name = 'audit' and tg_op = 'DELETE' and current_setting('lakeport.audit_prune', true) = 'on' then\n        return old;",
        "if tg_table_name = 'audit' then\n        return case tg_op when 'DELETE' then old else new end;",
      ],
    ],
    test: 'tests/integration/audit/chain.test.ts',
  },
  {
    rule: 'AUD-5',
    without: 'texts get into the log as they are',
    file: 'lib/log.ts',
    edits: [
      [
        "record[name] = typeof value === 'string' ? redact(value) : value",
        "record[name] = typeof value === 'string' ? String(value) : value",
      ],
    ],
    test: 'tests/unit/log.test.ts',
  },
  {
    rule: 'AUD-5',
    without: 'whoever makes Next print fills the disk',
    file: 'lib/log.ts',
    edits: [
      [
        "return cap.take(kind, kind, Date.now()) ? recordOf(level, 'output', fields) : ''",
        "return recordOf(level, 'output', fields)",
      ],
    ],
    test: 'tests/unit/log.test.ts',
  },
  {
    rule: 'OPS-2',
    without: 'emulators run in production',
    file: 'emulators/kit/emulator.ts',
    edits: [["if (process.env.NODE_ENV === 'production') {", "if (process.env.NODE_ENV === 'never') {"]],
    test: 'tests/integration/emulators/kit.test.ts',
  },
  {
    rule: 'OPS-3',
    without: 'a schema from which something was taken is worked on',
    file: 'lib/store/migrate.ts',
    edits: [["  if (why !== undefined) throw new PortalError('store_unavailable', why)\n", '']],
    test: 'tests/integration/store/migrate.test.ts',
  },
  {
    rule: 'OPS-4',
    without: 'a backup brings back the leases of processes that are gone',
    file: 'lib/backup/server/insert-backup.ts',
    edits: [['  await dropLeases(trx, tables)\n', '']],
    test: 'tests/integration/backup/backup.test.ts',
  },
  {
    rule: 'OPS-7',
    without: 'runs are kept for ever',
    file: 'lib/retention/server/sweep.ts',
    edits: [
      [
        "    { kind: 'runs', keepMs: keepRunsMs, limit: 50, work: deleteOldRuns },\n",
        "    { kind: 'runs', keepMs: keepRunsMs, limit: 50, work: async () => void deleteOldRuns ?? 0 },\n",
      ],
    ],
    test: 'tests/integration/retention/sweep.test.ts',
  },
]
