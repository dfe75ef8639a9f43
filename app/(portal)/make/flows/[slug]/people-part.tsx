import { ActionForm } from '@/app/_components/action-form'
import { Button } from '@/app/_components/button'
import { DetailsList } from '@/app/_components/details-list'
import { Pane } from '@/app/_components/pane'
import { namesOf } from '@/lib/drafts/server/open-draft'
import { ROLES } from '@/lib/identity/roles'
import { groupsAtEntra } from '@/lib/identity/server/groups-at-entra'
import type { Viewer } from '@/lib/identity/viewer'
import styles from './editor.module.css'
import { formWords } from './form-words'
import { GroupsOfFlow } from './groups-of-flow'
import type { PartProps } from './part-props'
import { addPerson, removePerson, shareWithRoles } from './people-actions'

interface PeoplePartProps extends PartProps {
  readonly viewer: Viewer
}

/** Who may press the flow, and who may change it. */
export async function PeoplePart({ opened, words, viewer }: PeoplePartProps) {
  const { make } = words
  const { flow, content } = opened
  const { roles, people, groups = [] } = content.definition.audience
  const problem = await groupsAtEntra(viewer)
  const names = await namesOf(viewer, [...people, ...flow.makers])
  const named = (ids: readonly string[]) => ids.map((id) => ({ id, name: names.get(id)?.userName ?? id }))
  const { slug } = flow
  return (
    <>
      <Pane title={make.mayPress}>
        <div className={styles.stack}>
          <p>{make.mayPressLead}</p>
          <ActionForm
            action={shareWithRoles}
            scope="roles-"
            hidden={{ slug }}
            words={formWords(words)}
            values={{ roles }}
            fields={[
              {
                name: 'roles',
                type: 'choices',
                label: make.roles,
                options: ROLES.map((value) => ({ value, label: make.rolesOf[value] })),
              },
            ]}
          />
          <h3>{make.onlyPeople}</h3>
          <People slug={slug} list="people" title={make.onlyPeople} people={named(people)} words={words} />
          <h3>{words.groups.title}</h3>
          <GroupsOfFlow slug={slug} groups={groups} problem={problem} words={words} />
        </div>
      </Pane>
      <Pane title={make.makers}>
        <div className={styles.stack}>
          <p>{make.makersLead}</p>
          <People slug={slug} list="makers" title={make.makers} people={named(flow.makers)} words={words} />
        </div>
      </Pane>
    </>
  )
}

interface PeopleProps {
  readonly slug: string
  readonly list: 'people' | 'makers'
  readonly title: string
  readonly people: readonly { readonly id: string; readonly name: string }[]
  readonly words: PartProps['words']
}

function People({ slug, list, title, people, words }: PeopleProps) {
  const { make } = words
  return (
    <>
      {people.length === 0 ? (
        <p>{make.nobodyNamed}</p>
      ) : (
        <DetailsList
          label={title}
          rows={people}
          rowKey={({ id }) => id}
          plain
          columns={[
            { key: 'person', label: make.person, cell: ({ name }) => name },
            {
              key: 'tools',
              label: make.tools,
              hiddenLabel: true,
              cell: ({ id, name }) => (
                <form action={removePerson}>
                  <input type="hidden" name="slug" value={slug} />
                  <input type="hidden" name="list" value={list} />
                  <input type="hidden" name="person" value={id} />
                  <Button type="submit" look="subtle" icon="delete" label={make.remove(name)} />
                </form>
              ),
            },
          ]}
        />
      )}
      <ActionForm
        action={addPerson}
        scope={`${list}-`}
        hidden={{ slug, list }}
        words={formWords(words, make.add)}
        fields={[
          {
            name: 'account',
            type: 'text',
            label: make.account,
            help: make.accountHelp,
            required: true,
            maxLength: 200,
          },
        ]}
      />
    </>
  )
}
