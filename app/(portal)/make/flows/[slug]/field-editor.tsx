'use client'

import { type FormEvent, useState } from 'react'
import { ActionForm, type ActionFormWords } from '@/app/_components/action-form'
import { Field } from '@/app/_components/field'
import type { FieldOption, FieldValue } from '@/app/_components/field-spec'
import type { FieldForm } from '@/lib/drafts/field-form'
import type { InputKind } from '@/lib/flows/input-schema'
import styles from './editor.module.css'
import { saveField } from './field-actions'
import { controlsFor, filledAtFirst, previewOf } from './field-controls'
import type { FieldTexts } from './field-texts'

interface FieldEditorProps {
  readonly form: FieldForm
  /** Earlier fields that this one may depend on. */
  readonly deciding: readonly FieldOption[]
  /** Those that the maker may use. */
  readonly warehouses: readonly FieldOption[]
  readonly hidden: Readonly<Record<string, string | number>>
  readonly words: ActionFormWords
  readonly texts: FieldTexts
}

/**
 * The form that describes one field, with the field as it will look beside it. Where scripts run, a change of the type
 * brings the settings of that type at once; elsewhere they come with the answer to the next save.
 */
export function FieldEditor({ form, deciding, warehouses, hidden, words, texts }: FieldEditorProps) {
  const [changed, setChanged] = useState<Readonly<Record<string, string | undefined>>>()
  const typed = changed ?? { ...form }
  const kind = (typed.kind ?? form.kind) as InputKind
  const change = ({ target }: FormEvent) => {
    const inside = target instanceof HTMLElement ? target.closest('form') : null
    if (inside) setChanged(textsIn(new FormData(inside)))
  }
  return (
    <div className={styles.stack} onChange={change}>
      <ActionForm
        action={saveField}
        scope="field-"
        hidden={hidden}
        words={words}
        values={{ ...given({ ...form }), kind }}
        fields={(shown) =>
          controlsFor((changed ? kind : shown.kind) as InputKind, {
            texts,
            deciding,
            warehouses,
            from: String((changed ? changed.from : shown.from) ?? 'list'),
          })
        }
      />
      <fieldset className={styles.preview} disabled>
        <legend>{texts.preview}</legend>
        {typed.use === 'hidden' && kind !== 'secret' ? (
          <p>{texts.hiddenField}</p>
        ) : (
          <Field
            spec={previewOf(typed, kind)}
            value={filledAtFirst(typed, kind)}
            words={words.field}
            key={`${kind} ${typed.choices} ${typed.preset}`}
            prefix="live."
          />
        )}
      </fieldset>
    </div>
  )
}

function textsIn(data: FormData): Record<string, string> {
  return Object.fromEntries([...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}

function given(values: Readonly<Record<string, FieldValue | undefined>>): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
