import { adminNotices } from './admin-notices'
import { auditLog } from './audit-log'
import { bulk } from './bulk'
import { compare } from './compare'
import { connections } from './connections'
import { connectors } from './connectors'
import { entraChecklist } from './entra-checklist'
import { entraFailures } from './entra-failures'
import { errors } from './errors'
import { figures } from './figures'
import { flow } from './flow'
import { groups } from './groups'
import { help } from './help'
import { home } from './home'
import { inputs } from './inputs'
import { make } from './make'
import { notes } from './notes'
import { notices } from './notices'
import { people } from './people'
import { problem } from './problem'
import { proof } from './proof'
import { results } from './results'
import { run } from './run'
import { runs } from './runs'
import { schedules } from './schedules'
import { settings } from './settings'
import { shell } from './shell'
import { signIn } from './sign-in'
import { signInLog } from './sign-in-log'
import { support } from './support'
import { uncarried } from './uncarried'
import { workspace } from './workspace'

/** Every text on screen, in English. */
export const en = {
  ...{ adminNotices, shell, signIn, help, home, flow, inputs, notices, run, runs, workspace, make },
  ...{ bulk, connections, connectors, entraChecklist, entraFailures, errors, groups, problem, schedules, uncarried },
  ...{ auditLog, compare, figures, notes, people, proof, results, settings, signInLog, support },
}
