import type { ColumnType, Generated } from 'kysely'
import type { WalkState } from '@/lib/audit/chain-walk'
import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import type { FlowContent, FlowDefinition, FlowState } from '@/lib/flows/flow'
import type { Typed } from '@/lib/flows/typed'
import type { GroupClaim } from '@/lib/identity/groups'
import type { Role } from '@/lib/identity/roles'
import type { SignInKind } from '@/lib/identity/sign-in-query'
import type { DeliveryProblem, OutWay } from '@/lib/notices/delivery'
import type { NoticeEvent, Wishes } from '@/lib/notices/notice'
import type { BulkKind, BulkReason } from '@/lib/runs/bulk'
import type { RunStatus } from '@/lib/runs/run-status'
import type { RunList } from '@/lib/runs/saved-view'
import type {
  ConnectionAttemptsTable,
  ConnectorSecretsTable,
  ConnectorsTable,
  ConnectorTestsTable,
  ConnectorTokensTable,
  ConnectorVersionsTable,
} from './connector-tables'
import type { RepairsTable, RunNotesTable, RunStepsTable, RunsTable, TasksTable } from './run-tables'
import type { Json, JsonOrNull, Leased, Made } from './stored-types'

interface PeopleTable {
  id: string
  tenant_id: string
  object_id: string
  user_name: string
  display_name: string
  home_account_id: string | null
  /** As Entra last said; every session of the person has these. */
  roles: Json<Role[]>
  /** When that was; null: at the person's last sign-in. */
  roles_read_at: Date | null
  /** Ids, as Entra said them when it said the roles. */
  groups: ColumnType<string[], string | undefined, string>
  group_claim: Generated<GroupClaim>
  first_seen_at: Date
  last_seen_at: Date
}

interface SessionsTable {
  key_hash: string
  person_id: string
  /** A copy of the person's, for an older version that runs beside this one. */
  roles: Json<Role[]>
  sid: string | null
  login_hint: string | null
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  revoked_at: Date | null
  /** The roles changed: the key is to be renewed when the browser next loads a page. */
  key_due: Generated<boolean>
}

interface TokenPartitionsTable {
  partition_key: string
  person_id: string
  /** Whose tokens were got through a connector's own registration; null for those of the sign-in. */
  connection_id: string | null
  sealed: string
  version: number
  lease_owner: string | null
  lease_until: Date | null
  updated_at: Date
}

export interface SignInsTable {
  id: string
  created_at: Date
  kind: SignInKind
  person_id: string | null
  user_id: string | null
  user_principal_name: string | null
  app_id: string
  resource_id: string | null
  scopes: string | null
  grant_type: string | null
  is_interactive: boolean
  client_credential_type: string | null
  /** Entra's number as text; '0' is success. */
  error_code: string
  failure_reason: string | null
  correlation_id: string
  trace_id: string | null
  request_id: string | null
  duration_ms: number | null
  ip_address: string | null
  run_id: string | null
  connector_id: Generated<string | null>
  /** Until when the token is good that came. */
  expires_at: Generated<Date | null>
}

interface AuditTable {
  id: string
  /** The database's own time, whatever is inserted. */
  at: Date
  /** Our id of the person, which stays when the five fields that name them are erased. */
  actor_id: string | null
  actor_tid: string | null
  actor_oid: string | null
  actor_name: string | null
  address: string | null
  agent: string | null
  actor_role: string | null
  session_hash: string | null
  action: string
  target: string
  outcome: 'done' | 'refused' | 'failed'
  reason: string | null
  request_id: string | null
  correlation_id: string | null
  before: JsonOrNull<Record<string, unknown>>
  after: JsonOrNull<Record<string, unknown>>
  details: Json<Record<string, unknown>>
  /** Random, hashed together with what names a person, and erased with it. */
  salt: Made<string | null>
  who_hash: Made<string | null>
  /** The row that tells of the erasing. */
  erased_by: ColumnType<string | null, never, string>
  /** The row's place in the chain: the database seals a row when its transaction commits. */
  position: Made<number | null>
  previous_hash: Made<string | null>
  hash: Made<string | null>
}

/** One row: the end of the chain. */
interface AuditHeadTable {
  id: Made<number>
  position: Made<number>
  hash: Made<string>
}

/** One row, once the chain was looked at: how far, and what came of it. */
interface AuditChecksTable {
  id: number
  /** What the next piece goes on from; null: at the beginning. */
  walk: ColumnType<WalkState | null, string | null, string | null>
  pass_began_at: Date | null
  next_at: Date
  verified_to: ColumnType<string | number | null, number | null, number | null>
  verified_hash: string | null
  verified_at: Date | null
  problem: string | null
  problem_at: Date | null
}

interface WorkspaceBudgetsTable {
  origin: string
  calls_left: number
  refilled_at: Date
  hold_until: Date | null
  /** It keeps failing since then; null while all is well. */
  failing_since: Date | null
  /** Until then nobody calls a workspace that keeps failing; then one does. */
  next_trial_at: Date | null
}

interface RequestCountsTable {
  kind: string
  /** A person's id or an address. */
  who: string
  /** In which the requests came. */
  minute: Date
  requests: number
}

interface ConnectionsTable {
  id: string
  person_id: string
  connector_id: string
  /** Why no token can be had for it now; null while all is well. */
  problem: ErrorCode | null
  problem_facts: JsonOrNull<ErrorFacts>
  not_watched_since: Date | null
  created_at: Date
  /** A call of it went well then; as far as that is kept, which is some minutes. */
  last_used_at: Generated<Date | null>
  /** When its person last authorised it, where that takes more than a sign-in. */
  connected_at: Generated<Date | null>
}

interface PollGroupsTable extends Leased {
  /** The connection's id. */
  id: string
  watched_until: Date | null
  failures: number
  /** To the workspace, that the next look is expected to take; null stands for one. */
  calls: number | null
}

interface FlowsTable {
  id: string
  slug: string
  connector_id: string
  current_version: number
  title: string
  description: string
  category: string
  icon: string
  colour: string
  owner: string
  created_at: Date
  updated_at: Date
  state: Generated<FlowState>
  /** Entra object ids of who may change it. */
  makers: ColumnType<string[], string | undefined, string>
}

interface FlowVersionsTable {
  flow_id: string
  version: number
  definition: Json<FlowDefinition>
  created_at: Date
  /** Made to be tried out by a maker, and never in force. */
  is_test: Generated<boolean>
  made_by: ColumnType<string | null, string | null | undefined, string | null>
}

/** A flow as its makers are changing it; there is none while nobody does. */
interface FlowDraftsTable {
  flow_id: string
  content: Json<FlowContent>
  /** Rises with every save, so that nobody overwrites what they have not seen. */
  revision: number
  updated_by: string
  updated_at: Date
}

/** What a person's own token showed of a job: its name and whose rights its code has. */
interface KnownJobsTable {
  connection_id: string
  databricks_job_id: string
  name: string | null
  runs_as: string | null
  checked_at: Date
  /** Names of its job parameters; null where they were never read. */
  parameters: ColumnType<string[] | null, string | undefined, string>
  /** Names of the parameters of its one notebook; null where it takes none. */
  notebook_parameters: ColumnType<string[] | null, string | null | undefined, string | null>
  /** How many runs it takes at once, where it skips what is more; null where it queues. */
  most_runs: Generated<number | null>
  /** Why the person's token shows nothing of it; null while it does. */
  problem: Generated<string | null>
  problem_facts: JsonOrNull<ErrorFacts>
}

interface FavouritesTable {
  person_id: string
  flow_id: string
  created_at: Date
}

interface KeptFormsTable {
  person_id: string
  flow_id: string
  /** As posted, by the fields' names; never a secret. */
  typed: Json<Typed>
  expires_at: Date
}

/** Filters and columns of a history under a name. */
interface RunViewsTable {
  id: string
  person_id: string
  list: RunList
  name: string
  query: string
  is_start: boolean
  created_at: Date
}

interface BulkRequestsTable extends Leased {
  id: string
  person_id: string
  kind: BulkKind
  list: RunList
  created_at: Date
  stop_requested_at: Date | null
  ended_at: Date | null
}

/** What came of each run that a request is about. */
interface BulkItemsTable {
  bulk_id: string
  place: number
  run_id: string
  outcome: 'done' | 'failed' | null
  reason: BulkReason | null
}

interface SchedulesTable extends Leased {
  id: string
  flow_id: string
  person_id: string
  cron: string
  time_zone: string
  /** What the form of the flow is filled in with; never a secret. */
  typed: Json<Typed>
  /** What the flow wanted agreed to at that time. */
  confirmed: string | null
  /** The application id of the service principal that the flow called as at that time. */
  principal: string | null
  state: 'on' | 'off'
  agreed_at: Date
  agreed_until: Date
  next_at: Date | null
  last_at: Date | null
  last_run_id: string | null
  problem: JsonOrNull<{ code: ErrorCode; facts: ErrorFacts }>
  problem_at: Date | null
}

/** Of what a person wants to be told, and by which ways. */
interface NoticeWishesTable {
  id: string
  person_id: string
  /** null: all flows that have none of their own. */
  flow_id: string | null
  wishes: Json<Wishes>
}

/** What a person was told. */
interface NoticesTable {
  id: string
  person_id: string
  run_id: string | null
  event: NoticeEvent
  /** Of the run, then. */
  status: RunStatus | null
  /** The bell shows it. */
  in_app: boolean
  created_at: Date
  read_at: Date | null
}

/** A notice on one of its ways out of the portal. */
interface DeliveriesTable extends Leased {
  id: string
  notice_id: string
  way: OutWay
  created_at: Date
  tries: Generated<number>
  /** Why the last try failed. */
  problem: DeliveryProblem | null
  sent_at: Date | null
  given_up_at: Date | null
}

/** The whole schema, as kysely sees it. Its truth is `migrations/`. */
export interface Tables {
  people: PeopleTable
  sessions: SessionsTable
  token_partitions: TokenPartitionsTable
  sign_ins: SignInsTable
  audit: AuditTable
  audit_head: AuditHeadTable
  audit_checks: AuditChecksTable
  connectors: ConnectorsTable
  connector_versions: ConnectorVersionsTable
  connector_tests: ConnectorTestsTable
  connector_secrets: ConnectorSecretsTable
  connector_tokens: ConnectorTokensTable
  connection_attempts: ConnectionAttemptsTable
  workspace_budgets: WorkspaceBudgetsTable
  request_counts: RequestCountsTable
  connections: ConnectionsTable
  poll_groups: PollGroupsTable
  flows: FlowsTable
  flow_versions: FlowVersionsTable
  flow_drafts: FlowDraftsTable
  known_jobs: KnownJobsTable
  favourites: FavouritesTable
  kept_forms: KeptFormsTable
  schedules: SchedulesTable
  run_views: RunViewsTable
  bulk_requests: BulkRequestsTable
  bulk_items: BulkItemsTable
  notice_wishes: NoticeWishesTable
  notices: NoticesTable
  deliveries: DeliveriesTable
  runs: RunsTable
  repairs: RepairsTable
  run_notes: RunNotesTable
  run_steps: RunStepsTable
  tasks: TasksTable
}
