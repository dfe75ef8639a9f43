import { ActionForm } from '@/app/_components/action-form'
import { Button } from '@/app/_components/button'
import { DetailsList } from '@/app/_components/details-list'
import { MessageBar } from '@/app/_components/message-bar'
import { LONGEST_GROUP_NAME } from '@/lib/flows/audience-groups'
import type { AudienceGroup } from '@/lib/flows/flow'
import type { GroupsProblem } from '@/lib/identity/groups-told'
import { formWords } from './form-words'
import { addGroup, removeGroup } from './group-actions'
import type { PartProps } from './part-props'

interface GroupsOfFlowProps {
  readonly slug: string
  readonly groups: readonly AudienceGroup[]
  /** What keeps groups from counting, as Entra stands. */
  readonly problem: GroupsProblem | undefined
  readonly words: PartProps['words']
}

/** The groups that may press the flow, and what Entra still lacks for them. */
export function GroupsOfFlow({ slug, groups, problem, words }: GroupsOfFlowProps) {
  const { groups: text, make } = words
  return (
    <>
      {problem && (
        <MessageBar tone="info" title={text.problems[problem].title}>
          {text.problems[problem].text}
        </MessageBar>
      )}
      {groups.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <DetailsList
          label={text.title}
          rows={groups}
          rowKey={({ id }) => id}
          plain
          columns={[
            { key: 'group', label: text.group, cell: ({ name }) => name },
            { key: 'id', label: text.id, cell: ({ id }) => id },
            {
              key: 'tools',
              label: make.tools,
              hiddenLabel: true,
              cell: ({ id, name }) => (
                <form action={removeGroup}>
                  <input type="hidden" name="slug" value={slug} />
                  <input type="hidden" name="group" value={id} />
                  <Button type="submit" look="subtle" icon="delete" label={make.remove(name)} />
                </form>
              ),
            },
          ]}
        />
      )}
      <ActionForm
        action={addGroup}
        scope="groups-"
        hidden={{ slug }}
        words={formWords(words, text.add)}
        fields={[
          { name: 'group', type: 'text', label: text.id, help: text.idHelp, required: true, maxLength: 100 },
          {
            name: 'name',
            type: 'text',
            label: text.name,
            help: text.nameHelp,
            required: true,
            maxLength: LONGEST_GROUP_NAME,
          },
        ]}
      />
    </>
  )
}
