import { ActionForm } from '@/app/_components/action-form'
import { Pane } from '@/app/_components/pane'
import { saveDetails } from './details-actions'
import { formWords, hiddenOf } from './form-words'
import { COLOURS, ICONS } from './looks'
import type { PartProps } from './part-props'

/** What people see of the flow before they open it. */
export function DetailsPart({ opened, words }: PartProps) {
  const { make } = words
  const { title, description, category, icon, colour, owner, definition } = opened.content
  return (
    <Pane title={make.tabs.details}>
      <ActionForm
        action={saveDetails}
        scope="details-"
        hidden={hiddenOf(opened)}
        words={formWords(words)}
        values={{ title, description, category, icon, colour, owner, confirm: definition.confirm ?? '' }}
        fields={[
          { name: 'title', type: 'text', label: make.title, help: make.titleHelp, required: true, maxLength: 200 },
          { name: 'description', type: 'long-text', label: make.description, maxLength: 2_000 },
          {
            name: 'owner',
            type: 'text',
            label: make.contact,
            help: make.contactHelp,
            required: true,
            maxLength: 200,
          },
          { name: 'category', type: 'text', label: make.category, help: make.categoryHelp, maxLength: 100 },
          {
            name: 'icon',
            type: 'choice',
            label: make.icon,
            required: true,
            options: ICONS.map((value) => ({ value, label: make.icons[value] })),
          },
          {
            name: 'colour',
            type: 'choice',
            label: make.colour,
            required: true,
            options: COLOURS.map((value) => ({ value, label: make.colours[value] })),
          },
          { name: 'confirm', type: 'long-text', label: make.confirm, help: make.confirmHelp, maxLength: 500 },
        ]}
      />
    </Pane>
  )
}
