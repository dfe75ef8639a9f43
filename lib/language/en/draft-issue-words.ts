import { MOST_READ_FIELDS } from '@/lib/flows/choice-source'

/** What is still to be done before a flow is published, or had better be done. */
export const draftIssueWords = {
  nobody: () => 'Nobody may press this flow yet. Choose who under People.',
  unmapped: (name: string) => `Nothing gets the value of the field “${name}”. Choose a parameter for it.`,
  unknown_input: (name: string) => `A parameter is filled from the field “${name}”, which does not exist.`,
  secret: (name: string) =>
    `A statement is given the secret “${name}”, and Databricks shows its parameters in the query history. Choose another source.`,
  unnamed: () => 'Each step needs a name, since there are several.',
  same_name: () => 'Two steps have the same name.',
  first: () => 'The first step runs after nothing: let it run after success.',
  later: () => 'It takes a result of a step that is gone, or that comes after it.',
  not_awaited: () => 'It takes a result of a step that the flow does not wait for.',
  secret_results: () => 'It takes a result, or the error, of a step whose results are secret.',
  other_kind: () => 'It takes of another step what that step does not leave.',
  source: (name: string) =>
    `The statement behind the choices of “${name}” uses a field that is gone, comes later, or cannot be used.`,
  many_files: () => 'Only one file can go to a volume. Let the job get the text of the others.',
  many_read: () => `More than ${MOST_READ_FIELDS} fields have choices that are read. List some of them.`,
  condition: (name: string) =>
    `The field “${name}” is shown depending on a field that is gone, comes later, or has other values now.`,
  no_title: () => 'The flow needs a title.',
  no_contact: () => 'The flow needs a contact.',
  no_warehouse: () => 'Choose the warehouse that runs the statement.',
  no_statement: () => 'Write the statement.',
  unbound: (name: string) => `The statement has the parameter “:${name}”, which nothing fills yet.`,
  gone: (name: string) => `The job no longer has the parameter “${name}”, which this flow fills.`,
  added: (names: readonly string[]) =>
    names.length === 1
      ? `The job has the parameter “${names[0]}”, which this flow leaves at its default.`
      : `The job has the parameters ${names.map((name) => `“${name}”`).join(', ')}, which this flow leaves at their defaults.`,
} as const
