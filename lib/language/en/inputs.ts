import type { InputProperty } from '@/lib/flows/input-schema'

const keywords: Readonly<Record<string, (property: InputProperty) => string>> = {
  type: ({ type }) =>
    type === 'integer' ? 'Enter a whole number.' : 'This is not the kind of value that is asked for.',
  enum: () => 'Choose one of the values offered.',
  items: () => 'Choose from the values offered.',
  uniqueItems: () => 'Choose each value once.',
  minItems: ({ minItems }) => `Choose at least ${minItems}.`,
  maxItems: ({ maxItems }) => `Choose at most ${maxItems}.`,
  minLength: ({ minLength }) => `Use at least ${minLength} characters.`,
  maxLength: ({ maxLength }) => `Use at most ${maxLength} characters.`,
  minimum: ({ minimum }) => `Enter ${minimum} or more.`,
  maximum: ({ maximum }) => `Enter ${maximum} or less.`,
  multipleOf: ({ multipleOf }) => `Enter a multiple of ${multipleOf}.`,
  format: ({ format }) =>
    format === 'date' ? 'Enter a date, like 2026-11-30.' : 'This is not written as it should be.',
}

export const inputs = {
  required: 'Fill this in.',
  fileText: 'Choose a text file in UTF-8 of at most 10,000 bytes: its text is handed on.',
  fileName: 'The name of this file is too long.',
  confirm: 'Agree to this first.',
  number: 'Enter a number.',
  exact: 'This number is too large to be handed on exactly. Inside JSON, write it in quotes.',
  json: 'This is no valid JSON.',
  jsonKeys: 'This JSON is nested too deep, or uses a name or characters that are not allowed.',
  dateTime: 'Enter a date and a time, like 2026-11-30 14:00.',
  characters: 'This holds characters that cannot be stored.',
  textTooLong: 'This is too long: Databricks takes 10,000 bytes in all.',
  tooLong: 'All values together are too long: Databricks takes 10,000 bytes.',
  unknownField: (name: string) => `The form has no field “${name}”.`,
  choicesUnread: 'The choices could not be read again, so this could not be checked. Try again in a moment.',
  notOffered: 'Choose one of the values offered to you.',
  fixedField: (label: string) => `The value of “${label}” is fixed and cannot be sent. Open this page again.`,
  pattern: (words: string) => `This does not fit: ${words}.`,
  keyword: (keyword: string, property: InputProperty) =>
    (Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined)?.(property) ?? 'This value is not accepted.',
}
