// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what stands in a file stands here as it is
import { FURTHER_GUARDS } from './further-guards.mjs'
import { GUARDS_OF_HISTORY } from './guards-of-history.mjs'
import { GUARDS_OF_MAKERS } from './guards-of-makers.mjs'

/**
 * For each rule that must not be lost: a guard that holds it, how to take it out, and a test that cites the rule and then
 * fails. `npm run test:guards` tries them; `npm run check` sees that each can still be tried.
 * @typedef {object} Guard
 * @property {string} [rule]
 * @property {string} [promise] where no rule has a number for it: what the titles of the tests begin with or hold
 * @property {string} without what the portal does once the guard is out
 * @property {string} file that holds it
 * @property {readonly (readonly [string, string])[]} edits each a text that stands there once, and what takes its place
 * @property {string} test the file that is run, its tests of this rule, or with this promise, alone
 * @property {boolean} [built] the test starts a portal as it is shipped: the project is built without the guard
 */

/** @type {readonly Guard[]} */
export const GUARDS = [
  {
    rule: 'AUTH-1',
    without: 'the nonce of an id token is not compared',
    file: 'lib/entra/id-token.ts',
    edits: [["  if (!isNonce(claims.nonce, nonce)) throw refusedToken('nonce')\n", '']],
    test: 'tests/integration/entra/id-token.test.ts',
  },
  {
    rule: 'AUTH-2',
    without: 'a session of another tenant is good',
    file: 'lib/identity/server/believed-session.ts',
    edits: [['if (session?.tenantId !== config().tenantId) return', 'if (!session) return']],
    test: 'tests/integration/identity/sessions.test.ts',
  },
  {
    rule: 'AUTH-2',
    without: 'any text names a tenant',
    file: 'lib/config-rules.ts',
    edits: [["tenantId === '' || (GUID.test(tenantId) && tenantId !== PERSONAL_ACCOUNTS)", 'tenantId !== undefined']],
    test: 'tests/unit/config.test.ts',
  },
  {
    rule: 'AUTH-3',
    without: 'a photo is fetched from Microsoft Graph at each sign-in, as next-auth does by itself',
    file: 'lib/identity/server/auth-options.ts',
    edits: [
      [
        '    profile: (claims: { oid: string; name?: string }) => ({ id: claims.oid, name: claims.name ?? null, image: null }),\n',
        `    profile: async (claims: { oid: string; name?: string }) => {
      await fetch('https://graph.microsoft.com/v1.0/me/photos/48x48/$value').catch(() => undefined)
      return { id: claims.oid, name: claims.name ?? null, image: null }
    },\n`,
      ],
    ],
    test: 'tests/integration/http/what-leaves.test.ts',
    built: true,
  },
  {
    rule: 'AUTH-6',
    without: 'a way back may lead to any origin',
    file: 'lib/identity/return-path.ts',
    edits: [['if (!url?.href.startsWith(`${origin}/`) || ', 'if (!url || ']],
    test: 'tests/unit/identity/return-path.test.ts',
  },
  {
    rule: 'SES-1',
    without: 'a session that was ended still opens',
    file: 'lib/store/sessions.ts',
    edits: [["    .where('sessions.revoked_at', 'is', null)\n", '']],
    test: 'tests/integration/identity/sessions.test.ts',
  },
  {
    rule: 'SES-5',
    without: 'the value of the session cookie is taken from Authorization too',
    file: 'app/_edge.ts',
    edits: [
      [
        'return Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value]))',
        `const bearer = (await headers()).get('authorization')?.slice('Bearer '.length)
  return {
    ...Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value])),
    ...(bearer ? { 'next-auth.session-token': bearer } : {}),
  }`,
      ],
    ],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'SES-6',
    without: 'a key need not be that of a row',
    file: 'lib/store/sessions.ts',
    edits: [
      [
        "    .where('sessions.key_hash', '=', keyHash)\n    .where('sessions.revoked_at'",
        "    .where('sessions.revoked_at'",
      ],
    ],
    test: 'tests/integration/identity/sessions.test.ts',
  },
  {
    rule: 'TOK-1',
    without: 'an answer may echo the token',
    file: 'lib/databricks/workspace.ts',
    edits: [["return text.replaceAll(this.#token, '***')", 'return text']],
    test: 'tests/unit/databricks/workspace.test.ts',
  },
  {
    rule: 'TOK-2',
    without: 'a sealed text does not know where it belongs',
    file: 'lib/store/sealed.ts',
    edits: [
      ['const facts = Object.entries(about).sort(', 'const facts = Object.entries({ purpose: about.purpose }).sort('],
    ],
    test: 'tests/integration/runs/tokens.test.ts',
  },
  {
    rule: 'TOK-5',
    without: 'whoever waits for a token takes the one that is being fetched',
    file: 'lib/identity/server/delegated-token.ts',
    edits: [["[partitionKeyOf(ask.owner), ...purpose].join(' ')", "['somebody', ...purpose].join(' ')"]],
    test: 'tests/integration/runs/tokens.test.ts',
  },
  {
    rule: 'TOK-6',
    without: 'several processes renew a token at once',
    file: 'lib/identity/server/delegated-token.ts',
    edits: [['  await takeLease(key, lease)\n', '']],
    test: 'tests/integration/runs/tokens.test.ts',
  },
  {
    rule: 'TOK-7',
    without: 'tokens that Entra refused for good are kept',
    file: 'lib/identity/server/keep-renewed.ts',
    edits: [
      ["['connection_expired', 'consent_needed', 'sign_in_challenged']", '[]'],
      ['new Set(', 'new Set<string>('],
    ],
    test: 'tests/integration/identity/tokens.test.ts',
  },
  {
    rule: 'AUTHZ-1',
    without: 'a role may be spelled in any case',
    file: 'lib/identity/roles.ts',
    edits: [['claim.includes(role)', 'claim.some((it) => String(it).toLowerCase() === role.toLowerCase())']],
    test: 'tests/unit/identity/roles.test.ts',
  },
  {
    rule: 'AUTHZ-1',
    without: 'an account without a role signs in',
    file: 'lib/identity/server/sign-in.ts',
    edits: [['if (standing.roles.length > 0) return standing', 'if (standing.roles.length >= 0) return standing']],
    test: 'tests/integration/identity/sign-in.test.ts',
  },
  {
    rule: 'AUTHZ-2',
    without: 'Home and the pages of flows show everybody everything',
    file: 'lib/flows/audience.ts',
    edits: [['|| people.includes(viewer.objectId)', '|| people.length >= 0']],
    test: 'tests/integration/matrix/matrix.test.ts',
    built: true,
  },
  {
    rule: 'AUTHZ-5',
    without: 'a flow for one group is for everybody',
    file: 'lib/flows/audience.ts',
    edits: [['groups.some(({ id }) => viewer.groups.includes(id))', 'groups.length > 0']],
    test: 'tests/integration/flows/access-matrix.test.ts',
  },
  {
    rule: 'AUTHZ-1',
    without: 'groups stay as they were at the first sign-in',
    file: 'lib/store/people.ts',
    edits: [['      groups: JSON.stringify(groups.ids),\n', '']],
    test: 'tests/integration/identity/groups.test.ts',
  },
  {
    rule: 'AUTHZ-6',
    without: 'a person names the path of a file',
    file: 'lib/runs/server/take-files.ts',
    edits: [['if (typedPath !== undefined)', 'if (typedPath === null)']],
    test: 'tests/integration/runs/files.test.ts',
  },
  {
    rule: 'AUTHZ-3',
    without: 'an action leaves the origin to proxy.ts',
    file: 'app/_edge.ts',
    edits: [
      ['if (isSameOrigin(await headers())) return requireViewer()', 'if (await headers()) return requireViewer()'],
    ],
    test: 'tests/integration/matrix/matrix.test.ts',
    built: true,
  },
  {
    rule: 'AUTHZ-4',
    without: 'whoever knows its id sees a run',
    file: 'lib/runs/server/permitted-run.ts',
    edits: [["if (run && (run.personId === viewer.personId || hasRole(viewer.roles, 'Portal.Admin')))", 'if (run)']],
    test: 'tests/integration/runs/permitted-run.test.ts',
  },
  {
    rule: 'AUTHZ-6',
    without: 'what is no id is sent as one',
    file: 'lib/databricks/json.ts',
    edits: [['if (isDatabricksId(id)) return id', 'if (isDatabricksId(id) || id) return id']],
    test: 'tests/integration/databricks/odd-answers.test.ts',
  },
  {
    rule: 'AUTHZ-6',
    without: 'a form may bring fields of its own',
    file: 'app/(portal)/flows/[slug]/answer-press.ts',
    edits: [['const PRESS = z.strictObject(', 'const PRESS = z.object(']],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'TOK-8',
    without: 'the tokens stay when the last connection is deleted',
    file: 'lib/store/removed-connections.ts',
    edits: [['  if (removed.length > 0) {', '  if (removed.length > 1_000_000) {']],
    test: 'tests/integration/connections/connections.test.ts',
  },
  {
    rule: 'TOK-8',
    without: 'a connection that was taken away is called while another one keeps the tokens',
    file: 'lib/connections/server/with-workspace.ts',
    edits: [['  demandUsable(connection.problem)\n', '']],
    test: 'tests/integration/connections/connections.test.ts',
  },
  {
    rule: 'TOK-8',
    without: 'a sign-in brings back what was deleted',
    file: 'lib/store/connections.ts',
    edits: [["    .where('problem', 'in', MENDED_BY_SIGN_IN)\n", "    .where('problem', 'is not', null)\n"]],
    test: 'tests/integration/connections/connections.test.ts',
  },
  {
    rule: 'TOK-8',
    without: 'a press is kept for which there is no connection any more',
    file: 'lib/runs/server/press.ts',
    edits: [['    demandConnected(problem)\n', '']],
    test: 'tests/integration/connections/connections.test.ts',
  },
  {
    rule: 'AUTHZ-7',
    without: 'anybody takes connections away',
    file: 'lib/connections/server/everybodys-connections.ts',
    edits: [
      [
        "  return demandRole(viewer, 'Portal.Admin', { action: 'connection.revoke', target })",
        '  return Promise.resolve()',
      ],
    ],
    test: 'tests/integration/connections/connections.test.ts',
  },
  {
    rule: 'AUTHZ-8',
    without: 'rights are asked at the press alone',
    file: 'lib/runs/server/submit.ts',
    edits: [['      await demandRights(dispatch)\n', '']],
    test: 'tests/integration/runs/rights.test.ts',
  },
  {
    rule: 'WEB-1',
    without: 'every site may have a browser send our forms',
    file: 'lib/identity/server/same-origin.ts',
    edits: [
      [
        "return origin === null ? headers.get('sec-fetch-site') === 'same-origin' : origin === config().origin",
        "return origin !== config().origin || origin !== ''",
      ],
    ],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'WEB-3',
    without: 'a page may hold plug-ins',
    file: 'proxy.ts',
    edits: [['    "object-src \'none\'",\n', '']],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'WEB-5',
    without: 'caches may keep what is behind the sign-in',
    file: 'proxy.ts',
    edits: [
      [
        "response.headers.set('Cache-Control', 'private, no-store')",
        "response.headers.set('Cache-Control', 'private')",
      ],
    ],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'IO-1',
    without: 'the form of a sign-out may bring what it likes',
    file: 'app/api/auth/[...nextauth]/auth-fields.ts',
    edits: [['SIGN_OUT: AuthFields = z.strictObject(', 'SIGN_OUT: AuthFields = z.object(']],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'IO-1',
    without: 'whoever asks whether runs changed may ask for what there is not',
    file: 'app/api/runs/route.ts',
    edits: [['  .strictObject({', '  .object({']],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'IO-2',
    without: 'JSON may be as deep as it likes',
    file: 'lib/flows/plain-values.ts',
    edits: [['  if (depth >= MOST_JSON_DEPTH) return false\n', '']],
    test: 'tests/unit/flows/check-inputs.test.ts',
  },
  {
    rule: 'IO-4',
    without: 'names that objects inherit count as fields',
    file: 'lib/flows/server/check-inputs.ts',
    edits: [['!Object.hasOwn(schema.properties, name))\n', '!(name in schema.properties))\n']],
    test: 'tests/unit/flows/check-inputs.test.ts',
  },
  {
    rule: 'IO-4',
    without: 'JSON may name a prototype',
    file: 'lib/flows/plain-values.ts',
    edits: [['return !FORBIDDEN_NAMES.has(name) && isPlainText(name)', 'return isPlainText(name)']],
    test: 'tests/unit/flows/check-inputs.test.ts',
  },
  {
    rule: 'IO-6',
    without: 'long ids are rounded',
    file: 'lib/databricks/json.ts',
    edits: [['LONG_NUMBER.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text)', 'JSON.parse(text)']],
    test: 'tests/unit/databricks/json.test.ts',
  },
  {
    rule: 'IO-9',
    without: 'a page shows what its address says as HTML',
    file: 'app/auth-error/page.tsx',
    edits: [['<h1>{title}</h1>', '<h1 dangerouslySetInnerHTML={{ __html: String(params.detail ?? title) }} />']],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'IO-9',
    without: 'a page that a job wrote has the rights of our own',
    file: 'app/api/_sandboxed-page.ts',
    edits: [['  answerWithPolicy(SANDBOX)\n', '']],
    test: 'tests/integration/matrix/matrix.test.ts',
    built: true,
  },
  {
    rule: 'OUT-1',
    without: 'any host is called',
    file: 'lib/databricks/host.ts',
    edits: [["  if (!listed && !(url.port === '' && isInWorkspaceZone(hostname))) throw refusedHost()\n", '']],
    test: 'tests/unit/databricks/host.test.ts',
  },
  {
    rule: 'OUT-2',
    without: 'one good address among several lets them all through',
    file: 'lib/databricks/dialer.ts',
    edits: [['!addresses.every(', '!addresses.some(']],
    test: 'tests/unit/databricks/dialer.test.ts',
  },
  {
    rule: 'OUT-4',
    without: 'redirects are followed',
    file: 'lib/databricks/exchange.ts',
    edits: [
      ["import type { Dispatcher } from 'undici'", "import { type Dispatcher, interceptors } from 'undici'"],
      [
        'noting(dispatcher, progress).request({',
        'noting(dispatcher, progress).compose(interceptors.redirect({ maxRedirections: 3 })).request({',
      ],
    ],
    test: 'tests/integration/databricks/odd-answers.test.ts',
  },
  {
    rule: 'OUT-6',
    without: 'answers of any size are gathered',
    file: 'lib/databricks/body.ts',
    edits: [["      if (bytes > LARGEST_ANSWER_BYTES) throw new RangeError('too large')\n", '']],
    test: 'tests/integration/databricks/odd-answers.test.ts',
  },
  {
    rule: 'OUT-8',
    without: 'what keeps a host from answering is told as soon as it is known',
    file: 'lib/connectors/server/run-test.ts',
    edits: [['  await pause(Math.max(0, endOfBand - performance.now()))\n', '']],
    test: 'tests/integration/connectors/test-step.test.ts',
  },
  {
    rule: 'RUN-8',
    without: 'a form that is sent again tries the action again',
    file: 'lib/connectors/server/test-connector.ts',
    edits: [['  if (!kept.isNew) return parsed(kept.id)\n', '']],
    test: 'tests/integration/connectors/test-step.test.ts',
  },
  {
    rule: 'RUN-1',
    without: 'a call is made before the press is on record as perhaps started',
    file: 'lib/runs/server/submit.ts',
    edits: [
      [
        '      await markSent(lease, connection)\n      call.sent = true\n      return start()',
        '      call.sent = true\n      return start()',
      ],
    ],
    test: 'tests/integration/runs/submission.test.ts',
  },
  {
    rule: 'RUN-2',
    without: 'each try has a token of its own',
    file: 'lib/runs/server/prepare-start.ts',
    edits: [['idempotencyToken: token }', 'idempotencyToken: crypto.randomUUID() }']],
    test: 'tests/integration/runs/lost-answer.test.ts',
  },
  {
    rule: 'RUN-3',
    without: 'the same form sent again is another press',
    file: 'lib/runs/server/press.ts',
    edits: [
      ['clientKey: press.clientKey }\n', 'clientKey: id }\n'],
      ['      clientKey: press.clientKey,\n', '      clientKey: id,\n'],
    ],
    test: 'tests/integration/http/portal.test.ts',
    built: true,
  },
  {
    rule: 'RUN-4',
    without: 'a run is moved on wherever it stands',
    file: 'lib/store/run-moves.ts',
    edits: [["    .where('state', 'in', from)\n", '']],
    test: 'tests/integration/runs/moves.test.ts',
  },
  {
    rule: 'RUN-4',
    without: 'what is seen of a run is stored wherever it stands',
    file: 'lib/store/followed-runs.ts',
    edits: [["    .where('id', '=', runId)\n    .where('state', 'in', from)\n", "    .where('id', '=', runId)\n"]],
    test: 'tests/integration/runs/moves.test.ts',
  },
  {
    rule: 'RUN-5',
    without: 'a press in doubt is given up at its deadline',
    file: 'lib/runs/submission.ts',
    edits: [['(maybeStarted ? LONGEST_DOUBT_MS : 0)', '(maybeStarted ? 0 : 0)']],
    test: 'tests/integration/runs/submission.test.ts',
  },
  {
    rule: 'RUN-5',
    without: 'what a dead process held stays its own',
    file: 'lib/store/claim-runs.ts',
    edits: [['(${until} is null or ${until} <= now())', '(${until} is null)']],
    test: 'tests/integration/store/lease.test.ts',
  },
  {
    rule: 'REL-8',
    without: 'a process that ends says that it is ready',
    file: 'lib/startup/server/stop-portal.ts',
    edits: [['  ;(globalThis as Shared).lakeportStopping = true\n', '']],
    test: 'tests/integration/http/shutdown.test.ts',
    built: true,
  },
  {
    rule: 'AUD-4',
    without: 'a press leaves no row in the audit log',
    file: 'lib/runs/server/press.ts',
    edits: [
      ['    await insertAudit(trx, {\n', '    await demandRow(trx, {\n'],
      ['type Handle =', 'const demandRow = async (..._row: unknown[]) => undefined\n\ntype Handle ='],
    ],
    test: 'tests/integration/audit/fail-closed.test.ts',
  },
  {
    rule: 'OPS-1',
    without: 'a short secret is good enough',
    file: 'lib/config-rules.ts',
    edits: [['if (Buffer.byteLength(sessionSecret) < SECRET_BYTES) {', 'if (sessionSecret.length < 1) {']],
    test: 'tests/unit/config.test.ts',
  },
  ...FURTHER_GUARDS,
  ...GUARDS_OF_MAKERS,
  ...GUARDS_OF_HISTORY,
]
