import { invalid } from '../errors.ts'
import type { AccessEntry } from '../job.ts'
import { asFields, asList } from '../job-settings.ts'
import { PERMISSION_LEVELS } from '../permissions.ts'

const KINDS = ['user_name', 'group_name', 'service_principal_name'] as const

/** An `access_control_list` as a client writes it. @throws Refusal 400 */
export function parseEntries(value: unknown): AccessEntry[] {
  return asList(value ?? [], 'access_control_list').map((item) => {
    const fields = asFields(item, 'access_control_list')
    const level = PERMISSION_LEVELS.find(({ permission_level }) => permission_level === fields.permission_level)
    const kind = KINDS.find((candidate) => typeof fields[candidate] === 'string')
    if (!level) throw invalid(`Permission type ${String(fields.permission_level)} is not defined`)
    if (!kind) throw invalid('An access control entry names a user, a group or a service principal.')
    return { kind, name: String(fields[kind]), level: level.permission_level }
  })
}
