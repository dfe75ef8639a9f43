import type { AuditAction } from '@/lib/audit/audit-actions'
import type { AuditRow } from '@/lib/audit/audit-row'
import type { Words } from '@/lib/language/words'

type Text = Words['auditLog']

/** An action that a newer version has written stands as it is. */
export function actionName(action: string, { actions }: Text): string {
  return isKnown(action, actions) ? actions[action] : action
}

function isKnown(action: string, actions: Text['actions']): action is AuditAction {
  return Object.hasOwn(actions, action)
}

export function actorName({ actor: { role, name } }: Pick<AuditRow, 'actor'>, words: Text): string {
  if (role === 'operator') return words.operator
  if (role === 'portal') return name ? words.portalFor(name) : words.portal
  return name ?? words.nobody
}

/** "Run 12", "Connector azure-databricks"; an id that says nothing to people is cut. */
export function targetWords({ target, targetName }: Pick<AuditRow, 'target' | 'targetName'>, words: Text): string {
  const [kind = '', id] = target.split(/:(.*)/s)
  const known = words.targets[kind]
  if (known === undefined) return target
  return [known, targetName ?? shortId(id)].filter((part) => part !== undefined).join(' ')
}

const ID_SHOWN = 8

function shortId(id: string | undefined): string | undefined {
  return id && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id.slice(-ID_SHOWN) : id
}
