import { isObject, type Json, type JsonObject, listIn, member, objectIn, textIn } from './json'
import { type Operation, type Parameter, VERBS, type Verb } from './operation'

/** What the form of an action says of it; parameters have forms of their own. */
export interface OperationEdit {
  readonly id: string
  readonly verb: Verb
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly visibility: Operation['visibility']
  /** Whether a call that is no GET changes nothing all the same. */
  readonly isSafe: boolean
  readonly body: JsonObject | undefined
  readonly answer: { readonly status: string; readonly description: string; readonly schema: JsonObject | undefined }
}

/** Choices and default already of the parameter's type. */
export type ParameterEdit = Omit<Parameter, 'choices'> & { readonly choices: readonly Json[] }

/** The definition with this action in the place of the one called `previous`, or added. What the form does not ask for stays. */
export function withOperation(definition: JsonObject, previous: string | undefined, edit: OperationEdit): JsonObject {
  const found = previous === undefined ? undefined : placeOf(definition, previous)
  const before = found ? objectIn(member(objectIn(member(objectIn(definition.paths), found.path)), found.verb)) : {}
  const inPlace = found?.path === edit.path && found.verb === edit.verb
  const rest = found && !inPlace ? withoutOperation(definition, previous ?? '') : definition
  const paths = objectIn(rest.paths)
  const item = { ...objectIn(member(paths, edit.path)), [edit.verb]: operationFrom(before, edit) }
  return { ...rest, paths: { ...paths, [edit.path]: item } }
}

/** Whether another action has this verb and path already. */
export function isTaken(
  definition: JsonObject,
  { verb, path }: OperationEdit,
  previous: string | undefined,
): boolean {
  const there = member(objectIn(member(objectIn(definition.paths), path)), verb)
  return there !== undefined && textIn(objectIn(there).operationId) !== (previous ?? '')
}

function operationFrom(before: JsonObject, edit: OperationEdit): JsonObject {
  const { 'x-ms-visibility': _visibility, 'x-ms-safe-operation': _safe, ...kept } = before
  const parameters = listIn(before.parameters).filter((one) => objectIn(one).in !== 'body')
  const bodyBefore = listIn(before.parameters).find((one) => objectIn(one).in === 'body')
  const body = edit.body && {
    name: 'body',
    in: 'body',
    required: true,
    ...objectIn(bodyBefore),
    schema: edit.body,
  }
  const { status, description, schema } = edit.answer
  const others = Object.entries(objectIn(before.responses)).filter(([code]) => !/^2\d\d$/.test(code))
  const answer: JsonObject = { description: description || 'OK', ...(schema && { schema }) }
  return {
    ...kept,
    operationId: edit.id,
    summary: edit.summary,
    description: edit.description,
    ...(edit.visibility !== 'none' && { 'x-ms-visibility': edit.visibility }),
    ...(edit.isSafe && { 'x-ms-safe-operation': true }),
    parameters: body ? [...parameters, body] : parameters,
    responses: { [status]: answer, ...Object.fromEntries(others) },
  }
}

/** The definition without this action, and without a path that has none left. */
export function withoutOperation(definition: JsonObject, id: string): JsonObject {
  const found = placeOf(definition, id)
  if (!found) return definition
  const { [found.path]: item, ...others } = objectIn(definition.paths)
  const { [found.verb]: _gone, ...left } = objectIn(item)
  const isEmpty = !VERBS.some((verb) => isObject(member(left, verb)))
  return { ...definition, paths: isEmpty ? others : { ...objectIn(definition.paths), [found.path]: left } }
}

/** The definition with this parameter of an action in the place of the one that is called so there, or added. */
export function withParameter(
  definition: JsonObject,
  operationId: string,
  previous: Pick<Parameter, 'name' | 'place'> | undefined,
  edit: ParameterEdit,
): JsonObject {
  return changeParameters(definition, operationId, (parameters) => {
    const at = parameters.findIndex((one) => previous && isCalled(one, previous))
    const next = parameterFrom(objectIn(parameters[at]), edit)
    return at === -1 ? [next, ...parameters] : parameters.map((one, index) => (index === at ? next : one))
  })
}

export function withoutParameter(
  definition: JsonObject,
  operationId: string,
  gone: Pick<Parameter, 'name' | 'place'>,
): JsonObject {
  return changeParameters(definition, operationId, (parameters) => parameters.filter((one) => !isCalled(one, gone)))
}

function isCalled(one: Json, { name, place }: Pick<Parameter, 'name' | 'place'>): boolean {
  const { name: ownName, in: ownPlace } = objectIn(one)
  return ownName === name && ownPlace === place
}

function parameterFrom(before: JsonObject, edit: ParameterEdit): JsonObject {
  const {
    format: _f,
    required: _r,
    default: _d,
    enum: _e,
    'x-ms-visibility': _v,
    'x-ms-summary': _s,
    ...kept
  } = before
  return {
    ...kept,
    name: edit.name,
    in: edit.place,
    type: edit.type,
    ...(edit.format && { format: edit.format }),
    ...(edit.required && { required: true }),
    ...(edit.title && { 'x-ms-summary': edit.title }),
    ...(edit.description && { description: edit.description }),
    ...(edit.visibility !== 'none' && { 'x-ms-visibility': edit.visibility }),
    ...(edit.default !== undefined && { default: edit.default }),
    ...(edit.choices.length > 0 && { enum: edit.choices }),
    ...(edit.type === 'array' && { items: before.items ?? { type: 'string' }, collectionFormat: 'csv' }),
  }
}

function changeParameters(
  definition: JsonObject,
  operationId: string,
  change: (parameters: readonly Json[]) => readonly Json[],
): JsonObject {
  const found = placeOf(definition, operationId)
  if (!found) return definition
  const paths = objectIn(definition.paths)
  const item = objectIn(member(paths, found.path))
  const operation = objectIn(item[found.verb])
  const next = { ...operation, parameters: change(listIn(operation.parameters)) }
  return { ...definition, paths: { ...paths, [found.path]: { ...item, [found.verb]: next } } }
}

function placeOf(definition: JsonObject, id: string): { path: string; verb: Verb } | undefined {
  for (const [path, item] of Object.entries(objectIn(definition.paths))) {
    const verb = VERBS.find((one) => textIn(objectIn(member(objectIn(item), one)).operationId) === id)
    if (verb) return { path, verb }
  }
  return undefined
}
