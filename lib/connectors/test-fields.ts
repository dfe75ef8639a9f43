import { isObject, type Json, type JsonObject, listIn, objectIn, textIn } from './json'
import { type Operation, visibilityIn } from './operation'

/** One value that somebody gives to try an action. */
export interface TestField {
  /** As its field is called: `query.limit`, `body.job_id`, or `body` for a whole one. */
  readonly name: string
  readonly place: 'path' | 'query' | 'header' | 'property' | 'body'
  /** Of the parameter, or of the property of the body. */
  readonly key: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'json'
  readonly title: string
  readonly description: string
  readonly required: boolean
  readonly visibility: Operation['visibility']
  readonly default: Json | undefined
  readonly choices: readonly string[]
}

/** A property of this name makes a repeated call answer with the first one; its value is the form's own key. */
export const IDEMPOTENCY = 'idempotency_token'

/** Every value that an action takes, the important first, and those that nobody is to see. */
export function testFieldsOf(operation: Operation): readonly TestField[] {
  const ORDER = ['important', 'none', 'advanced', 'internal']
  return [...parameterFields(operation), ...bodyFields(operation)].toSorted(
    (one, other) => ORDER.indexOf(one.visibility) - ORDER.indexOf(other.visibility),
  )
}

function parameterFields({ parameters }: Operation): readonly TestField[] {
  return parameters.map(({ name, place, format: _format, ...rest }) => ({
    ...rest,
    name: `${place}.${name}`,
    place,
    key: name,
    type: TYPES.find((known) => known === rest.type) ?? 'string',
  }))
}

const TYPES = ['string', 'integer', 'number', 'boolean', 'array'] as const

/** A field for each property; one for the whole where the schema does not list them. */
function bodyFields({ body }: Operation): readonly TestField[] {
  if (!body) return []
  const properties = Object.entries(objectIn(body.schema.properties))
  if (properties.length === 0) return [fieldOf('body', '', body.schema, body.required)]
  const required = new Set(listIn(body.schema.required).map(String))
  return properties.map(([key, schema]) => fieldOf('property', key, objectIn(schema), required.has(key)))
}

function fieldOf(place: 'property' | 'body', key: string, schema: JsonObject, required: boolean): TestField {
  return {
    name: place === 'body' ? 'body' : `body.${key}`,
    place,
    key,
    type: (['string', 'integer', 'number', 'boolean'] as const).find((known) => known === schema.type) ?? 'json',
    title: textIn(schema['x-ms-summary']),
    description: textIn(schema.description),
    required,
    visibility: visibilityIn(schema),
    default: schema.default,
    choices: isObject(schema.enum) ? [] : listIn(schema.enum).map(String),
  }
}
