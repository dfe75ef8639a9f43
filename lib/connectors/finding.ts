/** Power Platform's own names for what can be wrong with a definition. Source: power-platform.md 1.7. */
export const FINDING_IDS = [
  'OperationIdRequired',
  'OperationIdNotUnique',
  'OperationIdSanitized',
  'OperationMissingPathParameter',
  'PathParameterMustBeRequired',
  'PathParameterNotDefinedInTemplate',
  'DuplicateOperationPath',
  'PartialDuplicateOperationPath',
  'OperationPathMustStartWithSlash',
  'OperationPathMayNotContainQueryOrFragment',
  'OperationParametersContainDuplicateParameter',
  'OperationParametersContainMultipleBodyParameters',
  'BodyOrFormDataParameterInFetchOperationNotAllowed',
  'OperationShouldHaveSuccessfulResponse',
  'OperationHasManyResponsesWithSchema',
  'OperationIdNotFound',
  'OperationParameterNameNotFound',
  'SpecificationVersionIncorrect',
  'HostNameNotValid',
  'BasePathNotValid',
  'SchemeNotValid',
  'SchemaReferenceNotFound',
  'SchemaRefLoopNotAllowed',
  'SchemaTooDeep',
  'EnumMustContainAtLeastOneElement',
  'InvalidEnumValue',
  'DefaultValueMustMatchType',
  'InternalPropertyWithDefaultOptional',
  'UnrecognizedTypeFormat',
  'NotificationUrlNotInternal',
  'NotificationUrlNotRequired',
  'NotificationUrlNotString',
  'SecurityRequirementMustBeDefined',
  'OAuthSecurityRequirementValueMustBeScopeName',
  // Ours: what Power Platform's schema says without a name for it.
  'PathsMissing',
  'ParameterNotValid',
  'ParameterNotSupported',
  'TooManyOperations',
  'UnknownExtension',
] as const

export type FindingId = (typeof FINDING_IDS)[number]

/** One thing that is wrong with a definition. An error keeps it from being saved, a warning does not. */
export interface Finding {
  readonly id: FindingId
  readonly level: 'error' | 'warning'
  /** Path to it in the document, like `paths/~1api/get`, as a JSON pointer without its first slash. */
  readonly where: string
  /** The action that it is about, where it is about one that has an id. */
  readonly operationId?: string | undefined
  /** A name or value that says which. */
  readonly what?: string | undefined
}

const WARNINGS: ReadonlySet<FindingId> = new Set<FindingId>([
  'OperationIdSanitized',
  'PartialDuplicateOperationPath',
  'OperationHasManyResponsesWithSchema',
  'UnrecognizedTypeFormat',
  'InternalPropertyWithDefaultOptional',
  'ParameterNotSupported',
  'UnknownExtension',
])

export function finding(id: FindingId, where: string, more: Pick<Finding, 'operationId' | 'what'> = {}): Finding {
  return { id, level: WARNINGS.has(id) ? 'warning' : 'error', where, ...more }
}

/** A pointer to a member: slashes of its name do not end it. */
export function pointer(...names: readonly (string | number)[]): string {
  return names.map((name) => String(name).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
}
