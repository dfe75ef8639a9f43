/** Who can mend a failure that Microsoft Entra ID gives a number. */
export type Mender = 'person' | 'entra' | 'portal' | 'wait'

interface Failure {
  /** The one that is met most comes first. Numbers mean the same to whoever reads them; nothing else hangs on them. */
  readonly numbers: readonly string[]
  readonly mender: Mender
}

/** By numbers as in "Microsoft Entra authentication and authorization error codes". */
const ENTRA_FAILURES = {
  redirect: { numbers: ['50011', '500113', '900971'], mender: 'entra' },
  application: { numbers: ['700016'], mender: 'portal' },
  tenant: { numbers: ['90002'], mender: 'portal' },
  audience: { numbers: ['50194', '700005'], mender: 'portal' },
  resource: { numbers: ['500011', '650052'], mender: 'entra' },
  permission: { numbers: ['650057', '650056', '65005'], mender: 'entra' },
  scope: { numbers: ['70011', '28002', '700022'], mender: 'portal' },
  consent: { numbers: ['65001'], mender: 'entra' },
  declined: { numbers: ['65004'], mender: 'person' },
  admin_consent: { numbers: ['90094', '90095'], mender: 'entra' },
  assignment: { numbers: ['50105'], mender: 'entra' },
  proof: { numbers: ['50076', '50079', '50074', '50072', '50078'], mender: 'person' },
  policy: { numbers: ['53003', '53000', '53001', '53002', '530003', '530032', '530035'], mender: 'entra' },
  ended: { numbers: ['50173', '70043', '700082', '70008', '50058', '70000', '9002313'], mender: 'person' },
  single_page: { numbers: ['700084'], mender: 'entra' },
  way_back: { numbers: ['54005', '501481'], mender: 'person' },
  assertion: { numbers: ['50013', '500133'], mender: 'person' },
  on_behalf: { numbers: ['7000114'], mender: 'entra' },
  secret: { numbers: ['7000215'], mender: 'portal' },
  secret_expired: { numbers: ['7000222'], mender: 'portal' },
  no_secret: { numbers: ['7000218'], mender: 'portal' },
  certificate: { numbers: ['700027'], mender: 'entra' },
  switched_off: { numbers: ['7000112'], mender: 'entra' },
  account: { numbers: ['50020', '50034', '51004', '90072'], mender: 'person' },
  account_off: { numbers: ['50057'], mender: 'entra' },
  too_often: { numbers: ['50196', '90033', '90055'], mender: 'wait' },
} as const satisfies Readonly<Record<string, Failure>>

export type EntraFailure = keyof typeof ENTRA_FAILURES

export const ENTRA_FAILURE_KINDS = Object.keys(ENTRA_FAILURES) as readonly EntraFailure[]

/** `AADSTS65004` → what there are words for. Any other is told by its number alone. */
export function failureOf(aadsts: string | undefined): EntraFailure | undefined {
  const number = aadsts?.replace('AADSTS', '') ?? ''
  return ENTRA_FAILURE_KINDS.find((kind) => numbersOf(kind).includes(number))
}

export function numbersOf(failure: EntraFailure): readonly string[] {
  return ENTRA_FAILURES[failure].numbers
}

export function menderOf(failure: EntraFailure): Mender {
  return ENTRA_FAILURES[failure].mender
}
