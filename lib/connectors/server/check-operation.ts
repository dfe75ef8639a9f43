import 'server-only'
import type { OperationEdit, ParameterEdit } from '@/lib/connectors/edit-definition'
import { isObject, type Json, type JsonObject } from '@/lib/connectors/json'
import type { Parameter, Verb, Visibility } from '@/lib/connectors/operation'
import { parseJson, schemaOf } from '@/lib/connectors/sample'
import { isPlainText } from '@/lib/flows/plain-values'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

const OPERATION_ID = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/
const PARAMETER_NAME = /^[A-Za-z0-9._$[\]-]{1,100}$/
const PATH = /^\/[^?#*\s\\]{0,499}$/
const MOST_SUMMARY = 80
const MOST_DESCRIPTION = 1_000

/** As typed into the form of an action. */
export interface OperationTexts {
  readonly id: string
  readonly verb: Verb
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly visibility: Visibility
  readonly isSafe: boolean
  readonly body: string
  readonly answer: string
  readonly answerSample: string
}

export function checkOperation(typed: OperationTexts, words: ConnectorWords): Parsed<OperationEdit> {
  const { issues: say } = words
  const [id, path, summary] = [typed.id.trim(), typed.path.trim(), typed.summary.trim()]
  const body = schemaIn(typed.body)
  const answer = schemaIn(typed.answer)
  const sample = parseJson(typed.answerSample)
  const isSummary = summary !== '' && summary.length <= MOST_SUMMARY && !summary.includes('/') && isPlainText(summary)
  const issues: Issue[] = [
    ...said(!isSummary, 'summary', say.summary),
    ...said(typed.description.length > MOST_DESCRIPTION || !isPlainText(typed.description), 'description', say.long),
    ...said(!OPERATION_ID.test(id), 'id', say.operationId),
    ...said(!PATH.test(path) || !isPlainText(path), 'path', say.path),
    ...said(body === 'broken', 'body', say.schema),
    ...said(answer === 'broken', 'answer', say.schema),
    ...said(sample === 'broken', 'answerSample', say.json),
  ]
  if (issues.length > 0 || body === 'broken' || answer === 'broken' || sample === 'broken') return refused(issues)
  return parsed({
    id,
    verb: typed.verb,
    path,
    summary,
    description: typed.description.trim(),
    visibility: typed.visibility,
    isSafe: typed.isSafe && typed.verb !== 'get',
    body,
    answer: { status: '200', description: 'OK', schema: sample === undefined ? answer : schemaOf(sample) },
  })
}

function schemaIn(text: string): JsonObject | undefined | 'broken' {
  const json = parseJson(text)
  if (json === undefined || json === 'broken') return json
  return isObject(json) ? json : 'broken'
}

/** As typed into the form of a parameter. */
export interface ParameterTexts extends Omit<Parameter, 'default' | 'choices' | 'type'> {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array'
  readonly default: string
  /** One a line. */
  readonly choices: string
}

export function checkParameter(typed: ParameterTexts, words: ConnectorWords): Parsed<ParameterEdit> {
  const { issues: say } = words
  const name = typed.name.trim()
  const byDefault = typed.default.trim() === '' ? undefined : typedAs(typed.type, typed.default.trim())
  const lines = typed.choices.split('\n').flatMap((line) => line.trim() || [])
  const choices = lines.map((line) => typedAs(typed.type === 'array' ? 'string' : typed.type, line))
  const texts = [typed.title, typed.description, typed.format]
  const issues: Issue[] = [
    ...said(!PARAMETER_NAME.test(name) || name === 'connectionId', 'name', say.parameterName),
    ...said(byDefault === 'broken', 'default', say.notOfType),
    ...said(choices.includes('broken') && typed.type !== 'string', 'choices', say.notOfType),
    ...said(!texts.every(isPlainText) || typed.description.length > MOST_DESCRIPTION, 'description', say.long),
  ]
  if (issues.length > 0) return refused(issues)
  return parsed({
    ...typed,
    name,
    title: typed.title.trim(),
    description: typed.description.trim(),
    format: typed.format.trim(),
    required: typed.required || typed.place === 'path',
    default: byDefault,
    choices,
  })
}

function said(isWrong: boolean, field: string, message: string): Issue[] {
  return isWrong ? [{ field, message }] : []
}

/** A number that JavaScript would round is none here: a definition is JSON. */
function typedAs(type: ParameterTexts['type'], text: string): Json | 'broken' {
  switch (type) {
    case 'integer':
      return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : 'broken'
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : 'broken'
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : 'broken'
    case 'array':
      return text.split(',').map((item) => item.trim())
    default:
      return text
  }
}
