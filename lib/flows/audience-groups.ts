import { isGroupId } from '@/lib/identity/groups'
import type { AudienceGroup } from './flow'
import { isPlainText } from './plain-values'

/** In one audience. */
export const MOST_GROUPS = 100
export const LONGEST_GROUP_NAME = 100

/** What people read for a group; nobody checks it against Entra, whose names the portal cannot read. */
export function isGroupName(name: string): boolean {
  return name.trim() !== '' && name.length <= LONGEST_GROUP_NAME && isPlainText(name)
}

/** A group as typed: its object id in any case, its name without blanks around it. `undefined` where it is none. */
export function groupOf(id: string, name: string): AudienceGroup | undefined {
  const group = { id: id.trim().toLowerCase(), name: name.trim() }
  return isGroupId(group.id) && isGroupName(group.name) ? group : undefined
}

/** Adds a group to others, or gives the one that is there another name. */
export function withGroup(groups: readonly AudienceGroup[], added: AudienceGroup): readonly AudienceGroup[] {
  const known = groups.some(({ id }) => id === added.id)
  return known ? groups.map((group) => (group.id === added.id ? added : group)) : [...groups, added]
}

const SEPARATOR = '='

/** One group a line, its object id and after " = " its name; `wrong` are the lines that are none. */
export function readGroups(text: string): {
  readonly groups: readonly AudienceGroup[]
  readonly wrong: readonly string[]
} {
  const lines = text.split(/\r?\n/).flatMap((line) => line.trim() || [])
  const read = lines.map((line) => {
    const [id = '', ...name] = line.split(SEPARATOR)
    return { line, group: groupOf(id, name.join(SEPARATOR)) }
  })
  return {
    groups: read.reduce<readonly AudienceGroup[]>((all, { group }) => (group ? withGroup(all, group) : all), []),
    wrong: read.flatMap(({ line, group }) => (group ? [] : line)),
  }
}

/** The same text again. */
export function groupsText(groups: readonly AudienceGroup[] = []): string {
  return groups.map(({ id, name }) => `${id} ${SEPARATOR} ${name}`).join('\n')
}
