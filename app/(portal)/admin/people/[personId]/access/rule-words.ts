import type { DecidingRule } from '@/lib/flows/deciding-rule'
import type { Words } from '@/lib/language/words'

/** Which rule decides, in words. */
export function ruleWords(rule: DecidingRule, { people: { rules }, shell }: Words): string {
  if (rule.kind === 'role') return rules.role(shell.roles[rule.role])
  return rule.kind === 'group' ? rules.group(rule.name) : rules[rule.kind]
}
