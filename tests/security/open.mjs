/**
 * Rules that are not met in full, each with the reason. `later` is for rules about things that do not exist yet; the work
 * that brings the thing brings its rule. `part` names what is missing of a rule that is otherwise shown.
 * @type {Readonly<Record<string, readonly ['later' | 'part', string]>>}
 */
export const OPEN = {
  'API-1': ['later', 'there is no API for programs yet; the same checks of an id token are shown'],

  'API-2': ['later', 'there is no API for programs yet'],

  'API-3': ['later', 'there is no API for programs yet; that browser routes take no bearer token is SES-5'],

  'API-4': ['later', 'there is no API for programs yet'],

  'API-5': ['later', 'there is no API for programs yet; the keys for id tokens are kept as the rule says'],

  'API-6': ['later', 'there is no API for programs yet'],
}
