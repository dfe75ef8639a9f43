// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what stands in a file stands here as it is
/**
 * Guards of what makers and Admins build: connectors with their policies, versions and files, flows with their fields,
 * schedules. In the form of guards.mjs.
 * @type {readonly import('./guards.mjs').Guard[]}
 */
export const GUARDS_OF_MAKERS = [
  ...ofServicePrincipals(),
  ...ofPolicies(),
  ...ofFilesOfConnectors(),
  ...ofVersions(),
  ...ofSchedules(),
  ...ofFileFields(),
  ...ofReadChoices(),
  ...ofSecretResults(),
]

/** @returns {import('./guards.mjs').Guard[]} */
function ofSecretResults() {
  const test = 'tests/integration/runs/secret-results.test.ts'
  return [
    {
      promise: 'leaves nothing here when it succeeds',
      without: 'outputs of a step whose results are secret are read and kept',
      file: 'lib/runs/server/keep-end.ts',
      edits: [['  if (secretResults) return []\n', '  void secretResults\n']],
      test,
    },
    {
      promise: 'says of a failure whose turn it is, and nothing of what it says',
      without: 'texts that may repeat a secret result are kept',
      file: 'lib/runs/server/look-at-runs.ts',
      edits: [
        ['run.secretResults ? withoutResults(read.seen) : read.seen', 'run.secretResults ? read.seen : read.seen'],
      ],
      test,
    },
    {
      promise: 'shows no notebook as it ran',
      without: 'a notebook is fetched with the secret results in it',
      file: 'lib/runs/server/notebook-of-run.ts',
      edits: [['if (step?.secretResults) throw', 'if (step?.secretResults === undefined) throw']],
      test,
    },
    {
      promise: 'gets no rows from the workspace at all',
      without: 'a workspace hands out the rows of a statement whose results are secret',
      file: 'lib/runs/server/prepare-statement.ts',
      edits: [
        [
          'secretResults ? NO_ROWS_BYTES : MOST_RESULT_BYTES',
          'secretResults ? MOST_RESULT_BYTES : MOST_RESULT_BYTES',
        ],
      ],
      test,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofServicePrincipals() {
  const test = 'tests/integration/connections/service-principal.test.ts'
  return [
    {
      rule: 'AUTH-10',
      without: 'a run does not say as which principal it was started',
      file: 'lib/runs/server/press.ts',
      edits: [
        [
          '      principal,\n      ...{ runsAs, stepRunsAs',
          '      principal: undefined,\n      ...{ runsAs, stepRunsAs',
        ],
      ],
      test,
    },
    {
      rule: 'AUTH-10',
      without: 'a principal’s token is asked for on nobody’s account',
      file: 'lib/connections/server/principal-token.ts',
      edits: [['return { personId, appId', 'return { personId: undefined, appId']],
      test,
    },
    {
      rule: 'TOK-6',
      without: 'each press asks for a token of its own',
      file: 'lib/connections/server/principal-token.ts',
      edits: [
        ['  const kept = await goodToken(connector, ask)\n  if (kept) return { ...kept, isNew: false }\n', ''],
        ['    const kept = await goodToken(connector, ask)\n    if (kept) return { ...kept, isNew: false }\n', ''],
      ],
      test,
    },
    {
      rule: 'TOK-9',
      without: 'a principal’s token outlasts the secret that it was got with',
      file: 'lib/store/connector-secrets.ts',
      edits: [
        [
          "turn: Turn): Promise<void> {\n  await forgetConnectorToken(trx, connectorId)\n  await trx.deleteFrom('connector_secrets')",
          "turn: Turn): Promise<void> {\n  await trx.deleteFrom('connector_secrets')",
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-8',
      without: 'a press may be made as somebody else than its form named',
      file: 'lib/runs/server/press.ts',
      edits: [['  if (shown !== principal?.clientId) throw', '  if (shown === null) throw']],
      test,
    },
    {
      promise: 'becomes one, or ceases to be one, only while no run is under way',
      without: 'a run may be followed as somebody else than it was started',
      file: 'lib/connectors/server/save-security.ts',
      edits: [['    if (runs > 0) return refused(', '    if (runs < 0) return refused(']],
      test,
    },
    {
      promise: 'is agreed to in so many words',
      without: 'everybody comes to act as a principal without anybody saying so',
      file: 'lib/connectors/server/check-security.ts',
      edits: [["  if (!typed.everybody) issues.push({ field: 'everybody', message: words.issues.agree })\n", '']],
      test,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofPolicies() {
  const test = 'tests/integration/connectors/policies.test.ts'
  const unit = 'tests/unit/connectors/policies.test.ts'
  return [
    {
      rule: 'OUT-1',
      without: 'a policy is saved for any host',
      file: 'lib/connectors/policy-problem.ts',
      edits: [["  return mayCall(url) ? undefined : 'host'\n", '  return mayCall(url) ? undefined : undefined\n']],
      test,
    },
    {
      rule: 'OUT-3',
      without: 'a policy that was saved is never looked at again',
      file: 'lib/connectors/server/test-connector.ts',
      edits: [['  if (unfit) return refused(', "  if (unfit && ask.slug === '') return refused("]],
      test,
    },
    {
      rule: 'TOK-9',
      without: 'a policy takes what was given for one host to another',
      file: 'lib/connectors/policy-problem.ts',
      edits: [["  if (security.kind !== 'portal') return 'hostIsFixed'\n", '  void security\n']],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'whoever posts the form changes policies, secrets and definitions',
      file: 'lib/connectors/server/save-connector.ts',
      edits: [["await demandRole(viewer, 'Portal.Admin'", "await demandRole(viewer, 'Portal.Maker'"]],
      test,
    },
    {
      rule: 'OUT-1',
      without: 'a policy sets the header that says who calls',
      file: 'lib/connectors/policy-problem.ts',
      edits: [[' || OWN_HEADERS.test(name) || NOT_TO_BE_SET.test(name)', '']],
      test: unit,
    },
    {
      rule: 'RUN-2',
      without: 'a policy leads any action to where runs begin',
      file: 'lib/connectors/policy-problem.ts',
      edits: [['return carriesToken || STARTS.test(', 'return carriesToken && STARTS.test(']],
      test: unit,
    },
    {
      rule: 'RUN-2',
      without: 'a policy writes over the token that makes a repetition none',
      file: 'lib/connectors/policy-problem.ts',
      edits: [[' || name === IDEMPOTENCY) return', ') return']],
      test: unit,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofFilesOfConnectors() {
  const test = 'tests/integration/connectors/import.test.ts'
  return [
    {
      rule: 'AUTHZ-5',
      without: 'whoever is a User may use what was imported',
      file: 'lib/connectors/server/import-connector.ts',
      edits: [['audience: { roles: [], people: [] }', "audience: { roles: ['Portal.User'], people: [] }"]],
      test,
    },
    {
      rule: 'TOK-9',
      without: 'what a file has too much is left out in silence',
      file: 'lib/connectors/server/import-connector.ts',
      edits: [
        ['  if (notTaken.length > 0 && !typed.isAgreed) {', '  if (notTaken.length > 1_000 && !typed.isAgreed) {'],
      ],
      test,
    },
    {
      rule: 'TOK-9',
      without: 'a policy of a file that may not run runs',
      file: 'lib/connectors/server/import-connector.ts',
      edits: [
        [
          'problem: problemOfPolicy(policy, facts, isCallable)',
          'problem: [problemOfPolicy(policy, facts, isCallable)].slice(1)[0]',
        ],
      ],
      test,
    },
    {
      rule: 'IO-4',
      without: 'a file may name a prototype',
      file: 'lib/connectors/server/import-connector.ts',
      edits: [['if (!isPlainJson(read.value) || Buffer', 'if ((!isPlainJson({}) && !read.value) || Buffer']],
      test,
    },
    {
      rule: 'IO-2',
      without: 'a definition may be as large as it likes',
      file: 'lib/connectors/server/import-connector.ts',
      edits: [[' || Buffer.byteLength(text) > MOST_DEFINITION_BYTES) {', ') {\n    void MOST_DEFINITION_BYTES\n']],
      test,
    },
    {
      promise: 'no actions that could be called',
      without: 'a definition with errors is imported',
      file: 'lib/connectors/server/import-connector.ts',
      edits: [['  if (errors.length > 0) return refused(errors)\n', '  void errors\n']],
      test,
    },
    {
      rule: 'OUT-1',
      without: 'a definition is read from any address',
      file: 'lib/databricks/public-text.ts',
      edits: [
        [
          "  if (protocol !== 'https:' || port !== '' || !NAME.test(hostname) || /(^|\\.)\\d+$/.test(hostname)) throw noAddress()\n",
          '  void [protocol, port, NAME]\n',
        ],
      ],
      test,
    },
    {
      rule: 'OUT-6',
      without: 'an address may answer with 10 MB',
      file: 'lib/databricks/public-text.ts',
      edits: [
        [
          'if (!complete || Buffer.byteLength(text) > MOST_BYTES) throw',
          'if (!complete || text.length > 20 * MOST_BYTES) throw',
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'a Maker imports connectors',
      file: 'lib/connectors/server/import-connector.ts',
      edits: [["await demandRole(viewer, 'Portal.Admin'", "await demandRole(viewer, 'Portal.Maker'"]],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'a Maker exports connectors',
      file: 'lib/connectors/server/export-connector.ts',
      edits: [["getConnector(viewer, slug, 'Portal.Admin')", "getConnector(viewer, slug, 'Portal.Maker')"]],
      test,
    },
    {
      rule: 'AUD-1',
      without: 'an export of a connector is not on record',
      file: 'lib/connectors/server/export-connector.ts',
      edits: [['    insertAudit(db, {\n', '    [db, insertAudit].map((it) => it as never)[0] && void ({\n']],
      test,
    },
    {
      promise: 'an action that flows need is not taken from them before somebody has read which they are',
      without: 'a change of a definition breaks flows in silence',
      file: 'lib/connectors/server/save-definition.ts',
      edits: [['    if (broken.length > 0 && !acceptBreaks) {', '    if (broken.length > 1_000 && !acceptBreaks) {']],
      test: 'tests/integration/connectors/definition.test.ts',
    },
    {
      rule: 'IO-1',
      without: 'a definition with errors is saved',
      file: 'lib/connectors/server/save-definition.ts',
      edits: [['    if (errors.length > 0) return refused(errors)\n', '    void errors\n']],
      test: 'tests/integration/connectors/definition.test.ts',
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofVersions() {
  const test = 'tests/integration/connectors/versions.test.ts'
  const file = 'lib/connectors/server/connector-versions.ts'
  return [
    {
      rule: 'OUT-1',
      without: 'an old version leads where the portal may no longer call',
      file,
      edits: [
        [
          '    if (!mayBeCalled(facts)) return refused(',
          "    if (!mayBeCalled(facts) && save.slug === '') return refused(",
        ],
      ],
      test,
    },
    {
      promise: 'that would break flows in use are gone back to only by who means it',
      without: 'the way back to a version breaks flows in silence',
      file,
      edits: [['    if (broken.length > 0 && !acceptBreaks) {', '    if (broken.length > 1_000 && !acceptBreaks) {']],
      test,
    },
    {
      rule: 'TOK-9',
      without: 'an old version brings its secret back',
      file: 'lib/connectors/server/save-connector.ts',
      edits: [['  await forgetWhenMoved(trx, actorOf(viewer), now, next)\n', '  void forgetWhenMoved\n']],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'a Maker reads who changed what of a connector',
      file,
      edits: [["await demandRole(viewer, 'Portal.Admin'", "await demandRole(viewer, 'Portal.Maker'"]],
      test,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofSchedules() {
  const test = 'tests/integration/schedules/schedules.test.ts'
  return [
    {
      promise: 'nobody has agreed to',
      without: 'a schedule runs as somebody who has not agreed to it',
      file: 'lib/schedules/server/add-schedule.ts',
      edits: [['  if (!agreed) return refused(', '  if (agreed === undefined) return refused(']],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'an Admin makes a schedule of somebody else’s run',
      file: 'lib/schedules/server/add-schedule.ts',
      edits: [["  await demandOwner(viewer, run, 'schedule.add')\n", '  void demandOwner\n']],
      test,
    },
    {
      rule: 'TOK-1',
      without: 'a flow that asks for a secret is scheduled',
      file: 'lib/schedules/server/add-schedule.ts',
      edits: [["  if (hasSecret) return refused([{ field: '', message: words.secret }])\n", '  void hasSecret\n']],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'an Admin turns somebody’s schedule on',
      file: 'lib/schedules/server/own-schedules.ts',
      edits: [
        [
          "  if (to === 'on' && schedule.personId !== viewer.personId) {",
          "  if (to === 'on' && schedule.personId === '') {",
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-4',
      without: 'anybody turns anybody’s schedule off',
      file: 'lib/schedules/server/own-schedules.ts',
      edits: [
        [
          "  if (schedule && (schedule.personId === viewer.personId || hasRole(viewer.roles, 'Portal.Admin'))) return schedule\n",
          '  if (schedule && (hasRole([], "Portal.Admin") || schedule)) return schedule\n',
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-8',
      without: 'a schedule goes on behind the day that was agreed to',
      file: 'lib/schedules/server/run-schedule.ts',
      edits: [['  if (dueAt > until) return', '  if (dueAt < new Date(0) && until) return']],
      test,
    },
    {
      rule: 'AUTHZ-8',
      without: 'a schedule agrees to what its person never saw',
      file: 'lib/schedules/server/run-schedule.ts',
      edits: [
        [
          'definition.confirm !== undefined && definition.confirm !== due.confirmed',
          "definition.confirm === '' && definition.confirm !== due.confirmed",
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-1',
      without: 'a schedule runs with the roles of the day on which it was made',
      file: 'lib/schedules/server/run-schedule.ts',
      edits: [['if (!rolesReadAt || rolesReadAt < goodSince) {', 'if (!rolesReadAt) {']],
      test,
    },
    {
      rule: 'RUN-3',
      without: 'a time that is come to twice is two presses',
      file: 'lib/schedules/server/run-schedule.ts',
      edits: [
        ['.update(`${id} ${dueAt.toISOString()}`)', '.update(`${id} ${dueAt.toISOString()} ${Math.random()}`)'],
      ],
      test,
    },
    {
      rule: 'TOK-8',
      without: 'the tokens stay when the last schedule is off',
      file: 'lib/schedules/server/own-schedules.ts',
      edits: [
        ['    if (!next) await forgetNeedlessTokens(trx, schedule.personId)\n', '    void forgetNeedlessTokens\n'],
      ],
      test,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofFileFields() {
  const test = 'tests/integration/runs/files.test.ts'
  const unit = 'tests/unit/flows/file-folder.test.ts'
  return [
    {
      rule: 'IO-2',
      without: 'a form of any size is taken',
      file: 'lib/http/server/receive-files.ts',
      edits: [
        [
          '  if (!said || !(said.bytes > mostBytes())) return false\n',
          '  if (!said || !(said.bytes > 1_000 * mostBytes())) return false\n',
        ],
      ],
      test: 'tests/integration/http/receive-files.test.ts',
    },
    {
      rule: 'IO-2',
      without: 'a file that is longer than it was said to be goes to its volume',
      file: 'lib/runs/server/upload.ts',
      edits: [
        [
          "      if (this.#bytes > config().largestUploadBytes) throw this.#lost('too_large')\n",
          '      void config\n',
        ],
      ],
      test,
    },
    {
      rule: 'IO-2',
      without: 'a text is read to its end, however long',
      file: 'lib/runs/server/take-files.ts',
      edits: [
        [
          '    if (size > MOST_TEXT_BYTES) return undefined\n',
          '    if (size > 1_000 * MOST_TEXT_BYTES) return undefined\n',
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-6',
      without: 'the name of a file leads to another folder',
      file: 'lib/flows/file-folder.ts',
      edits: [["    .replaceAll(/[^\\p{L}\\p{M}\\p{N}._-]+/gu, '_')\n", '']],
      test: unit,
    },
    {
      rule: 'AUTHZ-6',
      without: 'a folder may be a way round',
      file: 'lib/flows/file-folder.ts',
      edits: [["part !== '.' && part !== '..' && ", '']],
      test: unit,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofReadChoices() {
  const test = 'tests/integration/flows/inputs.test.ts'
  return [
    {
      rule: 'IO-8',
      without: 'a statement that reads choices is given a secret',
      file: 'lib/choices/server/read-choices.ts',
      edits: [
        [
          'const type = property && sqlTypeOf(property)',
          "const type = property && (sqlTypeOf(property) ?? 'STRING')",
        ],
      ],
      test,
    },
  ]
}
