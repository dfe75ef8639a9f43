// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what stands in a file stands here as it is
/**
 * Guards of what becomes of runs later: lists, exports, requests for many at once, repairs, and of people as Admins see them. In
 * the form of guards.mjs.
 * @type {readonly import('./guards.mjs').Guard[]}
 */
export const GUARDS_OF_HISTORY = [...ofExports(), ...ofManyAtOnce(), ...ofRepairs(), ...ofViews(), ...ofPeople()]

/** @returns {import('./guards.mjs').Guard[]} */
function ofExports() {
  const test = 'tests/integration/runs/export.test.ts'
  const file = 'lib/runs/server/export-runs.ts'
  return [
    {
      rule: 'AUTHZ-4',
      without: 'an export of one’s own runs has everybody’s',
      file,
      edits: [
        ['personId: all ? undefined : viewer.personId, timeZone', 'personId: all ? undefined : undefined, timeZone'],
      ],
      test,
    },
    {
      rule: 'AUTHZ-4',
      without: 'anybody exports everybody’s runs',
      file,
      edits: [["  if (all) await demandRole(viewer, 'Portal.Admin', EXPORT)\n", '  void demandRole\n']],
      test,
    },
    {
      rule: 'AUD-1',
      without: 'an export of runs is not on record',
      file,
      edits: [['      await query((db) => insertAudit(db, {', '      void ((db: never) => insertAudit(db, {']],
      test,
    },
    {
      rule: 'IO-11',
      without: 'forms of full width begin a formula',
      file: 'lib/exports/csv.ts',
      edits: [['\\uff1d\\uff0b\\uff0d\\uff20', '']],
      test: 'tests/unit/exports/csv.test.ts',
    },
    {
      rule: 'IO-11',
      without: 'a run’s texts begin a formula in its export',
      file: 'lib/exports/csv.ts',
      edits: [
        ["typeof value === 'string' && FORMULA.test(value)", "typeof value === 'symbol' && FORMULA.test(value)"],
      ],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'anybody’s list names people',
      file: 'lib/runs/server/run-filter-of.ts',
      edits: [
        [
          "const asksPeople = personId === undefined && runQuery.person !== ''",
          "const asksPeople = runQuery.person !== ''",
        ],
      ],
      test: 'tests/integration/runs/filters.test.ts',
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofManyAtOnce() {
  const test = 'tests/integration/runs/bulk.test.ts'
  const file = 'lib/runs/server/ask-bulk.ts'
  return [
    {
      rule: 'AUTHZ-7',
      without: 'anybody asks for the end of everybody’s runs',
      file,
      edits: [
        [
          "  if (isEverybodys) await demandRole(viewer, 'Portal.Admin', { action: 'runs.bulk', target: 'runs' })\n",
          '  void demandRole\n',
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'an Admin repeats the runs of others',
      file,
      edits: [["isEverybodys && kind === 'cancel' ? undefined", 'isEverybodys ? undefined']],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'an Admin ends runs with the tokens of their people',
      file: 'lib/runs/server/cancel-as-admin.ts',
      edits: [
        [
          'selectConnectionOf(db, { personId: viewer.personId, connectorId })',
          'selectConnection(db, run.connectionId)',
        ],
      ],
      test,
    },
    {
      promise: 'are ended where they still go on, and those alone that fit',
      without: 'a request for many runs is about all of them, whatever its filter says',
      file,
      edits: [
        [
          'for await (const page of pagesOf({ ...filter, statuses: fitting }',
          'for await (const page of pagesOf({ people: filter.people, statuses: fitting }',
        ],
      ],
      test,
    },
    {
      promise: 'are ended where they still go on, and those alone that fit',
      without: 'a request to end runs is about those that have ended, too',
      file,
      edits: [
        [
          "(kind === 'cancel' ? ACTIVE.includes(status) : isFinal(status))",
          "(kind === 'cancel' ? true : isFinal(status))",
        ],
      ],
      test,
    },
    {
      rule: 'RUN-3',
      without: 'a run that is repeated twice by one request runs twice',
      file: 'lib/runs/server/carry-out-bulk.ts',
      edits: [['.update(`${bulkId} ${runId}`)', '.update(`${bulkId} ${runId} ${Math.random()}`)']],
      test,
    },
    {
      rule: 'AUTHZ-4',
      without: 'whoever knows its id sees and stops a request',
      file: 'lib/store/bulk-requests.ts',
      edits: [
        [
          'sql<boolean>`id = ${id} and person_id = ${personId}`',
          'sql<boolean>`id = ${id} and ${personId} is not null`',
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-4',
      without: 'one person has as many requests at once as they like',
      file,
      edits: [
        [
          "    if (await hasOpenBulk(trx, viewer.personId)) throw new PortalError('conflict', 'Another request is not over.')\n",
          '    void hasOpenBulk\n',
        ],
      ],
      test,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofRepairs() {
  const test = 'tests/integration/runs/repair.test.ts'
  const file = 'lib/runs/server/repair-run.ts'
  return [
    {
      rule: 'AUTHZ-8',
      without: 'an Admin repairs anybody’s run',
      file,
      edits: [["  await demandOwner(viewer, run, 'run.repair')\n", '  void demandOwner\n']],
      test,
    },
    {
      rule: 'AUTHZ-8',
      without: 'who may not press a flow any more goes on with its runs',
      file,
      edits: [
        [
          'if (mayStart({ ...viewer, ...dispatch.person }, dispatch.rights)) return dispatch',
          'if (mayStart || dispatch) return dispatch',
        ],
      ],
      test,
    },
    {
      rule: 'AUTH-10',
      without: 'a run is repaired as somebody else than it was started',
      file,
      edits: [['  demandSameCaller(run, connection)\n', '  void demandSameCaller\n']],
      test,
    },
    {
      rule: 'RUN-8',
      without: 'a repair whose answer was lost counts as refused, and may be asked for again',
      file,
      edits: [['    if (mayBeHeard(thrown)) return', "    if (mayBeHeard(thrown) && run.id === '') return"]],
      test,
    },
    {
      rule: 'RUN-3',
      without: 'the second of two repairs at once is stopped by the database alone',
      file: 'lib/store/repairs.ts',
      edits: [["    .where('state', 'in', from)\n", '']],
      test,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofViews() {
  const test = 'tests/integration/runs/views.test.ts'
  return [
    {
      rule: 'AUTHZ-4',
      without: 'anybody changes anybody’s views',
      file: 'lib/store/run-view-rows.ts',
      edits: [
        ["    .select(['id', 'list'])\n    .where('person_id', '=', personId)\n", "    .select(['id', 'list'])\n"],
      ],
      test,
    },
  ]
}

/** @returns {import('./guards.mjs').Guard[]} */
function ofPeople() {
  const test = 'tests/integration/people/people.test.ts'
  return [
    {
      rule: 'AUTHZ-7',
      without: 'anybody lists people',
      file: 'lib/people/server/list-people.ts',
      edits: [["  await demandRole(viewer, 'Portal.Admin', asked)\n", '  void demandRole\n']],
      test,
    },
    {
      rule: 'AUTHZ-7',
      without: 'anybody looks at anybody’s home',
      file: 'lib/people/server/see-as.ts',
      edits: [["  await demandRole(viewer, 'Portal.Admin', asked)\n", '  void demandRole\n']],
      test,
    },
    {
      rule: 'AUTHZ-4',
      without: 'a session is ended whosever it is',
      file: 'lib/store/sessions.ts',
      edits: [
        [
          "    .where('person_id', '=', personId)\n    .where('revoked_at', 'is', null)\n  if (beginning",
          "    .where('revoked_at', 'is', null)\n  if (beginning",
        ],
      ],
      test,
    },
    {
      rule: 'AUTHZ-2',
      without: 'what Databricks says of a person is asked for without being asked',
      file: 'lib/people/server/effective-access.ts',
      edits: [['  const asked = ask\n', '  const asked = ask || jobIds\n']],
      test,
    },
  ]
}
