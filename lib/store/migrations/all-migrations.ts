import 'server-only'
import type { NamedMigration } from '@/lib/store/schema'
import { up as firstTables } from './0001-first-tables'
import { up as audit } from './0002-audit'
import { up as sharedLimits } from './0003-shared-limits'
import { up as identity } from './0004-identity'
import { up as schemaFloor } from './0005-schema-floor'
import { up as retention } from './0006-retention'
import { up as flowMaking } from './0007-flow-making'
import { up as connectors } from './0008-connectors'
import { up as connections } from './0009-connections'
import { up as oneTimeRuns } from './0010-one-time-runs'
import { up as jobsInView } from './0011-jobs-in-view'
import { up as ownRegistrations } from './0012-own-registrations'
import { up as statements } from './0013-statements'
import { up as keptForms } from './0014-kept-forms'
import { up as groups } from './0015-groups'
import { up as servicePrincipals } from './0016-service-principals'
import { up as notebookParameters } from './0017-notebook-parameters'
import { up as steps } from './0018-steps'
import { up as schedules } from './0019-schedules'
import { up as connectorPolicies } from './0020-connector-policies'
import { up as files } from './0021-files'
import { up as signInLists } from './0022-sign-in-lists'
import { up as auditChecks } from './0023-audit-checks'
import { up as startTraces } from './0024-start-traces'
import { up as taskFacts } from './0025-task-facts'
import { up as runViews } from './0026-run-views'
import { up as bulkRequests } from './0027-bulk-requests'
import { up as repairs } from './0028-repairs'
import { up as failures } from './0029-failures'
import { up as notices } from './0030-notices'
import { up as noticeDeliveries } from './0031-notice-deliveries'
import { up as runNotes } from './0032-run-notes'
import { up as runDays } from './0033-run-days'
import { up as secretResults } from './0034-secret-results'

/**
 * Append only. A step that has run anywhere never changes: the next step mends it. A step only adds, so that the version
 * before it goes on working beside the new one; what it replaces is taken away by a step of a later version, which says by
 * `oldestKnown` who can still work then.
 */
export const ALL_MIGRATIONS: readonly NamedMigration[] = [
  { name: '0001-first-tables', up: firstTables },
  { name: '0002-audit', up: audit },
  { name: '0003-shared-limits', up: sharedLimits },
  { name: '0004-identity', up: identity },
  { name: '0005-schema-floor', up: schemaFloor },
  { name: '0006-retention', up: retention },
  { name: '0007-flow-making', up: flowMaking },
  { name: '0008-connectors', up: connectors },
  { name: '0009-connections', up: connections },
  // Older versions would start a flow that runs as its person with the job's own identity.
  { name: '0010-one-time-runs', up: oneTimeRuns, oldestKnown: '0010-one-time-runs' },
  { name: '0011-jobs-in-view', up: jobsInView },
  { name: '0012-own-registrations', up: ownRegistrations },
  // Older versions would ask the workspace for a job where there is none.
  { name: '0013-statements', up: statements, oldestKnown: '0013-statements' },
  { name: '0014-kept-forms', up: keptForms },
  { name: '0015-groups', up: groups },
  // Older versions would take their runs for runs of people who have to connect first, and follow them no more.
  { name: '0016-service-principals', up: servicePrincipals, oldestKnown: '0016-service-principals' },
  // Older versions would hand to the job what is its notebook's, and the notebook would run with its own values.
  { name: '0017-notebook-parameters', up: notebookParameters, oldestKnown: '0017-notebook-parameters' },
  // Older versions would take the first step of a run for all of it.
  { name: '0018-steps', up: steps, oldestKnown: '0018-steps' },
  { name: '0019-schedules', up: schedules },
  { name: '0020-connector-policies', up: connectorPolicies },
  // Older versions would start a run whose file is not in its volume.
  { name: '0021-files', up: files, oldestKnown: '0021-files' },
  { name: '0022-sign-in-lists', up: signInLists },
  { name: '0023-audit-checks', up: auditChecks },
  { name: '0024-start-traces', up: startTraces },
  { name: '0025-task-facts', up: taskFacts },
  { name: '0026-run-views', up: runViews },
  { name: '0027-bulk-requests', up: bulkRequests },
  // Older versions would take a run for ended while the call that goes on with it is under way, and never look at it again.
  { name: '0028-repairs', up: repairs, oldestKnown: '0028-repairs' },
  { name: '0029-failures', up: failures },
  { name: '0030-notices', up: notices },
  { name: '0031-notice-deliveries', up: noticeDeliveries },
  { name: '0032-run-notes', up: runNotes },
  { name: '0033-run-days', up: runDays },
  // Older versions would read and keep the results of a step whose results are secret.
  { name: '0034-secret-results', up: secretResults, oldestKnown: '0034-secret-results' },
]
