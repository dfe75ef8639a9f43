/** What the page `/auth-error` can tell, in its query's `code`. */
export const SIGN_IN_PROBLEMS = [
  'no_role',
  'other_tenant',
  'declined',
  'not_assigned',
  'admin_consent',
  'blocked',
  'stronger_sign_in',
  'wrong_account',
  'configuration',
  'unavailable',
  'rights_unchecked',
  'try_again',
  'unsolicited',
] as const

export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number]

const BY_AADSTS = new Map<string, SignInProblem>(
  Object.entries({
    '65004': 'declined',
    '50105': 'not_assigned',
    '90094': 'admin_consent',
    '90095': 'admin_consent',
    '65001': 'admin_consent',
    '53000': 'blocked',
    '53001': 'blocked',
    '53002': 'blocked',
    '53003': 'blocked',
    '530003': 'blocked',
    '530032': 'blocked',
    '530035': 'blocked',
    '50072': 'stronger_sign_in',
    '50074': 'stronger_sign_in',
    '50076': 'stronger_sign_in',
    '50078': 'stronger_sign_in',
    '50079': 'stronger_sign_in',
    '50020': 'wrong_account',
    '50034': 'wrong_account',
    '50057': 'wrong_account',
    '51004': 'wrong_account',
    '90072': 'wrong_account',
    '50011': 'configuration',
    '50194': 'configuration',
    '500011': 'configuration',
    '500113': 'configuration',
    '900971': 'configuration',
    '650052': 'configuration',
    '650056': 'configuration',
    '650057': 'configuration',
    '65005': 'configuration',
    '700016': 'configuration',
    '7000215': 'configuration',
    '7000222': 'configuration',
    '7000218': 'configuration',
    '7000112': 'configuration',
    '7000114': 'configuration',
    '700005': 'configuration',
    '700084': 'configuration',
    '70011': 'configuration',
    '28002': 'configuration',
    '700022': 'configuration',
    '700027': 'configuration',
    '90002': 'configuration',
    '50196': 'unavailable',
    '90033': 'unavailable',
    '90055': 'unavailable',
  }),
)

const BY_ERROR = new Map<string, SignInProblem>(
  Object.entries({
    access_denied: 'declined',
    consent_required: 'admin_consent',
    interaction_required: 'stronger_sign_in',
    temporarily_unavailable: 'unavailable',
    server_error: 'unavailable',
    invalid_client: 'configuration',
    unauthorized_client: 'configuration',
    invalid_resource: 'configuration',
    invalid_scope: 'configuration',
  }),
)

/** The words to choose for an error that Entra redirected with. The number only picks words; nothing else hangs on it. */
export function problemOfEntraError(error: string, aadsts: string | undefined): SignInProblem {
  return BY_AADSTS.get(aadsts ?? '') ?? BY_ERROR.get(error) ?? 'try_again'
}

/** `AADSTS65004: The user declined…` → `65004`. */
export function aadstsOf(text: string): string | undefined {
  return /AADSTS(\d{4,8})/.exec(text)?.[1]
}
