import { ActionButton } from '@/app/_components/action-button'
import { DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import type { FieldOption } from '@/app/_components/field-spec'
import { LinkButton } from '@/app/_components/link-button'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import { attempt } from '@/app/_edge'
import { fieldsOf, type NamedField, neighboursOf } from '@/lib/drafts/edit-inputs'
import { formOf } from '@/lib/drafts/field-form'
import { warehousesOfMaker } from '@/lib/drafts/server/warehouses-of-maker'
import { drivesConditions } from '@/lib/flows/form-conditions'
import { isFixed, kindOf } from '@/lib/flows/input-schema'
import type { Viewer } from '@/lib/identity/viewer'
import styles from './editor.module.css'
import { arrangeFields } from './field-actions'
import { FieldEditor } from './field-editor'
import { fieldTexts } from './field-texts'
import { formWords, hiddenOf } from './form-words'
import { partAddress } from './part'
import type { PartProps } from './part-props'

/** Names a field that is not there yet. A real one may not be called so. */
const NEW = '+'

interface FieldsPartProps extends PartProps {
  /** The field that is open, or `+`. */
  readonly field: string | undefined
  readonly viewer: Viewer
}

/** The fields of the form: a list, and the one that is open. */
export async function FieldsPart({ opened, words, field, viewer }: FieldsPartProps) {
  const { make } = words
  const { slug } = opened.flow
  const fields = fieldsOf(opened.content.definition.inputs)
  const open = fields.find(({ name }) => name === field)
  return (
    <>
      {(open || field === NEW) && (
        <Pane title={open ? make.editField(labelOf(open)) : make.addField}>
          <FieldEditor
            key={field}
            hidden={{ ...hiddenOf(opened), before: open?.name ?? '' }}
            form={open ? formOf(open) : { name: '', label: '', kind: 'text', use: 'asked', from: 'list' }}
            warehouses={open && CHOICES.has(kindOf(open.property)) ? await warehousesOf(viewer, opened) : []}
            deciding={decidingBefore(fields, open, make)}
            words={formWords(words)}
            texts={fieldTexts(make)}
          />
        </Pane>
      )}
      <Pane
        title={make.tabs.fields}
        actions={
          <LinkButton href={partAddress(slug, 'fields', { field: NEW })} icon="add">
            {make.addField}
          </LinkButton>
        }
      >
        {fields.length === 0 ? (
          <EmptyState icon="edit" text={make.noFields} compact />
        ) : (
          <DetailsList
            label={make.fieldsLead}
            rows={fields}
            rowKey={({ name }) => name}
            plain
            columns={[
              {
                key: 'field',
                label: make.field,
                cell: (row) => (
                  <PageLink href={partAddress(slug, 'fields', { field: row.name })}>{labelOf(row)}</PageLink>
                ),
              },
              { key: 'name', label: make.name, cell: ({ name }) => name },
              { key: 'kind', label: make.kind, cell: (row) => kindWords(row, words) },
              {
                key: 'tools',
                label: make.tools,
                hiddenLabel: true,
                cell: (row) => <Tools key={opened.revision} row={row} opened={opened} words={words} />,
              },
            ]}
          />
        )}
      </Pane>
    </>
  )
}

const CHOICES: ReadonlySet<string> = new Set(['choice', 'several-choices'])

/** By name, as the maker may use them; none while they cannot be read, and then the id is typed. */
async function warehousesOf(viewer: Viewer, { flow }: PartProps['opened']): Promise<readonly FieldOption[]> {
  const read = await attempt(() => warehousesOfMaker(viewer, flow.connectorId))
  return read.ok ? read.value.map(({ id, name }) => ({ value: id, label: name ?? id })) : []
}

/** What the open field may depend on; and what it does depend on, though that may be gone. */
function decidingBefore(
  fields: readonly NamedField[],
  open: NamedField | undefined,
  make: PartProps['words']['make'],
): readonly FieldOption[] {
  const earlier = neighboursOf(fields, open?.name ?? '').earlier.filter(({ property }) => drivesConditions(property))
  const options = earlier.map((field) => ({ value: field.name, label: make.whenOther(labelOf(field)) }))
  const now = open?.property['x-shown-when']?.field
  if (now === undefined || options.some(({ value }) => value === now)) return options
  return [...options, { value: now, label: make.whenOther(now) }]
}

function labelOf({ name, property }: NamedField): string {
  return property.title ?? name
}

function kindWords({ property, required }: NamedField, { make }: PartProps['words']): string {
  const kind = make.kinds[kindOf(property)]
  if (isFixed(property)) return `${kind}, ${property['x-hidden'] ? make.hiddenShort : make.fixedShort}`
  return required ? `${kind}, ${make.requiredShort}` : kind
}

function Tools({ row, opened, words: { make } }: PartProps & { readonly row: NamedField }) {
  const label = labelOf(row)
  const tool = (what: 'up' | 'down' | 'remove') => ({
    action: arrangeFields,
    hidden: { ...hiddenOf(opened), [what]: row.name },
    failed: make.notSaved,
  })
  return (
    <div className={styles.tools}>
      <ActionButton {...tool('up')} icon="sort-up" label={make.moveUp(label)} />
      <ActionButton {...tool('down')} icon="sort-down" label={make.moveDown(label)} />
      <ActionButton {...tool('remove')} icon="delete" label={make.removeField(label)} />
    </div>
  )
}
