import type { FieldSpec } from '@/app/_components/field-spec'
import type { ConnectorWords } from '@/lib/language/words'

/** The step General as fields; the host of the settings is not among them. */
export function generalFields(words: ConnectorWords, { hostIsFixed = false } = {}): readonly FieldSpec[] {
  const scheme: FieldSpec = {
    name: 'scheme',
    type: 'choice',
    label: words.scheme,
    required: true,
    options: [
      { value: 'https', label: words.schemes.https },
      { value: 'http', label: words.schemes.http },
    ],
  }
  const host: FieldSpec = { name: 'host', type: 'text', label: words.host, help: words.hostHelp, required: true }
  return [
    { name: 'name', type: 'text', label: words.name, required: true, maxLength: 80 },
    {
      name: 'description',
      type: 'long-text',
      label: words.description,
      help: words.descriptionHelp,
      maxLength: 500,
    },
    { name: 'colour', type: 'text', label: words.colour, help: words.colourHelp, required: true, maxLength: 7 },
    ...(hostIsFixed ? [] : [scheme, host]),
    { name: 'basePath', type: 'text', label: words.basePath, help: words.basePathHelp, maxLength: 200 },
  ]
}
