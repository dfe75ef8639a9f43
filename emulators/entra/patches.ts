import { type App, GROUP_MEMBERSHIP_CLAIMS, type Mode, type User } from './state.ts'

type Input = Record<string, unknown>
type Check = (value: unknown) => boolean

/** @throws TypeError for a field that is unknown or of another type; then nothing is changed */
export function patchUser(user: User, input: Input): void {
  const fields = { upn: isText, email: isText, displayName: isText, roles: areTexts, groups: areTexts }
  const switches = { assigned: isSwitch, disabled: isSwitch, mfaRequired: isSwitch, directoryAdmin: isSwitch }
  Object.assign(user, checked(input, { ...fields, ...switches }))
}

/** `null` takes a number back to what Entra does. @throws TypeError */
export function patchMode(mode: Mode, input: Input): void {
  const { accessTokenSeconds, refreshInSeconds, ...rest } = input
  const fields = checked(rest, { refreshTokens: isRefreshMode, requireAdminConsent: isSwitch })
  const numbers = Object.entries({ accessTokenSeconds, refreshInSeconds }).filter(([, value]) => value !== undefined)
  for (const [name, value] of numbers) {
    if (value !== null && !isSeconds(value)) throw new TypeError(`${name} is a whole number of seconds, or null`)
  }
  Object.assign(mode, fields, Object.fromEntries(numbers))
  if (accessTokenSeconds === null) delete mode.accessTokenSeconds
  if (refreshInSeconds === null) delete mode.refreshInSeconds
}

/** `secretExpired` marks every secret; `secrets` replaces them. @throws TypeError */
export function patchApp(app: App, input: Input): void {
  const { secretExpired, secrets, ...rest } = input
  const texts = { displayName: isText, redirectUris: areTexts, permissions: areTexts, roles: areTexts }
  const groups = { groupMembershipClaims: areClaims, assignedGroups: areTexts }
  const switches = { assignmentRequired: isSwitch, multiTenant: isSwitch, publicClient: isSwitch }
  const fields = checked(rest, { ...texts, ...groups, ...switches })
  if (secretExpired !== undefined && !isSwitch(secretExpired)) throw new TypeError('secretExpired is true or false')
  const replaced = secrets === undefined ? app.secrets : parseSecrets(secrets)
  const marked = replaced.map((secret) => ({ ...secret, expired: secretExpired ?? secret.expired }))
  Object.assign(app, fields, { secrets: marked })
}

function parseSecrets(value: unknown): App['secrets'] {
  if (!Array.isArray(value)) throw new TypeError('secrets is a list of {value, expired?}')
  return value.map((item: { value?: unknown; expired?: unknown }) => {
    if (!isText(item?.value)) throw new TypeError('secrets is a list of {value, expired?}')
    return { value: item.value, expired: item.expired === true }
  })
}

function checked(input: Input, checks: Record<string, Check>): Input {
  for (const [name, value] of Object.entries(input)) {
    if (!checks[name]?.(value)) throw new TypeError(`${name} is unknown or of another type`)
  }
  return input
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}

function areClaims(value: unknown): boolean {
  return GROUP_MEMBERSHIP_CLAIMS.some((known) => known === value)
}

function isSwitch(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0
}

function isRefreshMode(value: unknown): value is Mode['refreshTokens'] {
  return value === 'lenient' || value === 'single-use'
}
