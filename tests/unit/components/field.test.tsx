import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Field } from '@/app/_components/field'
import type { FieldSpec, FieldType, FieldValue } from '@/app/_components/field-spec'

const WORDS = { choose: 'Choose', zone: 'Time zone: UTC' }
const OPTIONS = ['a', 'b', 'c'].map((value) => ({ value, label: `Option ${value}` }))
const MANY = [...'abcdefgh'].map((value) => ({ value, label: `Option ${value}` }))

function draw(spec: Partial<FieldSpec> & { type: FieldType }, value?: FieldValue, error?: string): string {
  return renderToStaticMarkup(
    <Field spec={{ name: 'x', label: 'The label', ...spec }} value={value} error={error} words={WORDS} />,
  )
}

describe('a field', () => {
  it.each([
    ['text', {}, 'type="text"'],
    ['long-text', {}, '<textarea'],
    ['number', {}, 'type="number" step="any"'],
    ['yes-no', {}, 'role="switch"'],
    ['choice', { options: OPTIONS }, 'type="radio"'],
    ['choice', { options: MANY }, '<select'],
    ['choices', { options: OPTIONS }, 'type="checkbox"'],
    ['date', {}, 'type="date"'],
    ['date-time', {}, 'type="datetime-local"'],
    ['json', {}, 'spellCheck="false"'],
    ['secret', {}, 'autoComplete="new-password"'],
  ] as const)('of type %s is the control of the browser for it', (type, more, expected) => {
    const markup = draw({ type, ...more })
    expect(markup).toContain(expected)
    expect(markup).toContain('name="p.x"')
    expect(markup).toContain('The label')
  })

  it.each([
    ['text', 'Ledger', 'value="Ledger"'],
    ['long-text', 'two\nlines', 'two\nlines</textarea>'],
    ['number', '12', 'value="12"'],
    ['yes-no', true, 'checked=""'],
    ['date', '2026-11-03', 'value="2026-11-03"'],
  ] as const)('of type %s keeps what was given', (type, value, expected) => {
    expect(draw({ type }, value)).toContain(expected)
  })

  it('keeps a choice, in a list and in buttons', () => {
    expect(draw({ type: 'choice', options: MANY }, 'c')).toContain('<option value="c" selected="">')
    expect(draw({ type: 'choice', options: OPTIONS }, 'c')).toMatch(/checked="" value="c"|value="c"[^>]*checked=""/)
  })

  it('keeps several choices', () => {
    expect(draw({ type: 'choices', options: OPTIONS }, ['a', 'c']).match(/checked=""/g)).toHaveLength(2)
  })

  it('never gives a secret back', () => {
    expect(draw({ type: 'secret' }, 'hush')).not.toContain('hush')
  })

  it('tells the browser its bounds', () => {
    expect(draw({ type: 'number', min: 1, max: 9, step: 2, required: true })).toMatch(
      /required="".*min="1" max="9" step="2"/,
    )
    expect(draw({ type: 'text', pattern: '[a-z]+', minLength: 2, maxLength: 5 })).toMatch(
      /pattern="\[a-z\]\+".*minLength="2" maxLength="5"/,
    )
  })

  it('is described by its help and by what is wrong with it', () => {
    const markup = draw({ type: 'text', help: 'As in the ledger.' }, 'x', 'Too short')
    expect(markup).toContain('aria-describedby="f-p.x-help f-p.x-error" aria-invalid="true"')
    expect(markup).toMatch(/id="f-p\.x-help"[^>]*>As in the ledger\./)
    expect(markup).toMatch(/id="f-p\.x-error".*Too short/)
  })

  it('names the time zone beside a date with a time', () => {
    expect(draw({ type: 'date-time' })).toContain('Time zone: UTC')
    expect(draw({ type: 'date' })).not.toContain('Time zone')
  })

  it('has no style attribute, which our policy would refuse', () => {
    expect(draw({ type: 'text' })).not.toContain('style=')
  })
})
