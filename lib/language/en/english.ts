import { adminNotices } from './admin-notices'
import { connections } from './connections'
import { connectors } from './connectors'
import { entraChecklist } from './entra-checklist'
import { errors } from './errors'
import { flow } from './flow'
import { groups } from './groups'
import { help } from './help'
import { home } from './home'
import { inputs } from './inputs'
import { make } from './make'
import { problem } from './problem'
import { run } from './run'
import { runs } from './runs'
import { schedules } from './schedules'
import { shell } from './shell'
import { signIn } from './sign-in'
import { uncarried } from './uncarried'
import { workspace } from './workspace'

/** Every text on screen, in English. */
export const en = {
  ...{ adminNotices, shell, signIn, help, home, flow, inputs, run, runs, workspace, make },
  ...{ connections, connectors, entraChecklist, errors, groups, problem, schedules, uncarried },
}
