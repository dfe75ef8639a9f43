import { ActionForm } from '@/app/_components/action-form'
import type { FieldSpec } from '@/app/_components/field-spec'
import { Pane } from '@/app/_components/pane'
import { MOST_IN_QUEUE } from '@/lib/drafts/flow-queue'
import type { Words } from '@/lib/language/words'
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
        values={{
          ...{ title, description, category, icon, colour, owner, confirm: definition.confirm ?? '' },
          ...{ atOnce: numberText(definition.queue?.atOnce), waiting: numberText(definition.queue?.waiting) },
        }}
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
          ...queueControls(make),
        ]}
      />
    </Pane>
  )
}

function queueControls(make: Words['make']): readonly FieldSpec[] {
  const number = { type: 'number', half: true, max: MOST_IN_QUEUE, step: 1 } as const
  return [
    { ...number, name: 'atOnce', label: make.queue, help: make.queueHelp, min: 1 },
    { ...number, name: 'waiting', label: make.queueWaiting, help: make.queueWaitingHelp, min: 0 },
  ]
}

function numberText(number: number | undefined): string {
  return number === undefined ? '' : String(number)
}
