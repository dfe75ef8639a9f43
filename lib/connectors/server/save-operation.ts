import 'server-only'
import {
  isTaken,
  type OperationEdit,
  type ParameterEdit,
  withOperation,
  withoutOperation,
  withoutParameter,
  withParameter,
} from '@/lib/connectors/edit-definition'
import type { JsonObject } from '@/lib/connectors/json'
import { operationCalled, type Parameter } from '@/lib/connectors/operation'
import { fromSample, parseJson, type Sample, schemaOf } from '@/lib/connectors/sample'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'
import { checkOperation, checkParameter, type OperationTexts, type ParameterTexts } from './check-operation'
import { type SaveDefinition, saveDefinition } from './save-definition'

/** Which action a form is about; none for a new one. */
export interface OfOperation {
  readonly previous: string | undefined
}

/** Saves what the form of an action says. @throws PortalError as saveConnector */
export function saveOperation(
  viewer: Viewer,
  save: SaveDefinition & OfOperation,
  typed: OperationTexts,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  const change = (_now: unknown, definition: JsonObject) => {
    const edit = checkOperation(typed, words)
    return edit.ok ? put(definition, save.previous, edit.value, words) : edit
  }
  return saveDefinition(viewer, save, change, words)
}

export interface SampleTexts extends Sample {
  readonly id: string
  readonly summary: string
  /** The body of the answer; JSON, or nothing. */
  readonly answer: string
}

/** Makes an action of a sample, or takes the sample into one that there is: verb, path, body, and parameters that are new. */
export function importSample(
  viewer: Viewer,
  save: SaveDefinition & OfOperation,
  typed: SampleTexts,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  return saveDefinition(
    viewer,
    save,
    (now, definition) => {
      const sample = fromSample(typed, now.basePath)
      const answer = parseJson(typed.answer)
      if (!sample || answer === 'broken') return refused(sampleIssues(typed, words))
      const before = operationCalled(definition, save.previous ?? '')
      const edit = checkOperation(
        {
          id: before?.id ?? typed.id,
          summary: before?.summary ?? typed.summary,
          description: before?.description ?? '',
          visibility: before?.visibility ?? 'none',
          isSafe: before ? !before.changes : false,
          verb: typed.verb,
          path: sample.path,
          body: sample.body ? JSON.stringify(sample.body) : '',
          answer:
            answer === undefined ? JSON.stringify(before?.answer.schema ?? {}) : JSON.stringify(schemaOf(answer)),
          answerSample: '',
        },
        words,
      )
      if (!edit.ok) return refused(edit.issues.map(({ field, message }) => ({ field: asSample(field), message })))
      const changed = put(definition, save.previous, edit.value, words)
      if (!changed.ok) return refused(changed.issues.map(({ message }) => ({ field: 'url', message })))
      const known = operationCalled(changed.value.definition, edit.value.id)?.parameters ?? []
      const added = sample.parameters.filter(
        (one) => !known.some(({ name, place }) => name === one.name && place === one.place),
      )
      const next = added.reduceRight(
        (made, one) => withParameter(made, edit.value.id, undefined, one),
        changed.value.definition,
      )
      return parsed({ definition: next })
    },
    words,
  )
}

function asSample(field: string): string {
  return field === 'path' ? 'url' : field
}

function sampleIssues(typed: SampleTexts, words: ConnectorWords): Issue[] {
  const issues = (['body', 'answer'] as const).flatMap((field) =>
    parseJson(typed[field]) === 'broken' ? [{ field, message: words.issues.json }] : [],
  )
  return issues.length > 0 ? issues : [{ field: 'url', message: words.issues.sampleUrl }]
}

function put(
  definition: JsonObject,
  previous: string | undefined,
  edit: OperationEdit,
  words: ConnectorWords,
): Parsed<{ readonly definition: JsonObject }> {
  if (isTaken(definition, edit, previous)) return refused([{ field: 'path', message: words.issues.taken }])
  if (edit.id !== previous && operationCalled(definition, edit.id)) {
    return refused([{ field: 'id', message: words.issues.idTaken }])
  }
  return parsed({ definition: withOperation(definition, previous, edit) })
}

type NamedParameter = Pick<Parameter, 'name' | 'place'>

/** Saves a parameter of an action; `was` says which, none for a new one. @throws PortalError as saveConnector */
export function saveParameter(
  viewer: Viewer,
  save: SaveDefinition & { readonly operation: string; readonly was: NamedParameter | undefined },
  typed: ParameterTexts,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  const { operation, was } = save
  const change = (_now: unknown, definition: JsonObject) => {
    const edit = checkParameter(typed, words)
    if (!edit.ok) return edit
    const others = operationCalled(definition, operation)?.parameters.filter((one) => !isSame(one, was)) ?? []
    if (others.some((one) => isSame(one, edit.value))) {
      return refused([{ field: 'name', message: words.issues.parameterTaken }])
    }
    return parsed({ definition: withParameter(definition, operation, was, edit.value satisfies ParameterEdit) })
  }
  return saveDefinition(viewer, save, change, words)
}

function isSame(one: NamedParameter, other: NamedParameter | undefined): boolean {
  return one.name === other?.name && one.place === other.place
}

/** Takes an action out of the definition, or one parameter out of it. @throws PortalError as saveConnector */
export function removePart(
  viewer: Viewer,
  save: SaveDefinition & { readonly operation: string; readonly parameter: NamedParameter | undefined },
  words: ConnectorWords,
): Promise<Parsed<number>> {
  const { operation, parameter } = save
  const change = (_now: unknown, definition: JsonObject) =>
    parsed({
      definition: parameter
        ? withoutParameter(definition, operation, parameter)
        : withoutOperation(definition, operation),
    })
  return saveDefinition(viewer, save, change, words)
}
