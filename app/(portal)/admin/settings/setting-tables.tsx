import { DetailsList } from '@/app/_components/details-list'
import { Pane } from '@/app/_components/pane'
import type { Words } from '@/lib/language/words'
import type { Setting, SettingGroup } from '@/lib/settings/setting'

interface SettingTablesProps {
  readonly groups: Readonly<Record<SettingGroup, readonly Setting[]>>
  readonly words: Words['settings']
}

/** Every setting with what is in force, who says so and what it means. */
export function SettingTables({ groups, words }: SettingTablesProps) {
  return (Object.keys(groups) as SettingGroup[]).map((group) => (
    <Pane key={group} title={words.groups[group]}>
      <DetailsList
        plain
        label={words.groups[group]}
        rows={groups[group]}
        rowKey={({ name }) => name}
        columns={[
          { key: 'setting', label: words.setting, cell: ({ name }) => words.of[name].label },
          { key: 'value', label: words.value, cell: (setting) => shownValue(setting, words) },
          {
            key: 'variable',
            label: words.variable,
            cell: (setting) => `${setting.name}: ${sourceOf(setting, words)}`,
          },
          { key: 'meaning', label: words.meaning, cell: ({ name }) => words.of[name].meaning },
        ]}
      />
    </Pane>
  ))
}

function shownValue({ value, isGiven }: Setting, words: Words['settings']): string {
  if (value.kind === 'hidden') return isGiven ? words.hiddenGiven : words.notSet
  if (value.kind === 'none') return words.notSet
  if (value.kind === 'amount') return words.units[value.unit](value.amount)
  return value.kind === 'list' ? value.entries.join(', ') : value.text
}

/** What has no value has no default either. */
function sourceOf({ value, isGiven }: Setting, words: Words['settings']): string {
  if (isGiven) return words.given
  return value.kind === 'hidden' || value.kind === 'none' ? words.absent : words.standard
}
