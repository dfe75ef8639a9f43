/** What tests do in a second no person does in a minute; those of the limits themselves set their own. */
export const ROOMY_LIMITS = {
  LAKEPORT_PRESSES_PER_MINUTE: '100000',
  LAKEPORT_OPEN_PRESSES: '100000',
  LAKEPORT_REQUESTS_PER_MINUTE: '1000000',
  LAKEPORT_SIGN_INS_PER_MINUTE: '100000',
}
