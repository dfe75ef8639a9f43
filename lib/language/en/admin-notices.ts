/** About the portal itself, for its admins. */
export const adminNotices = {
  titles: {
    secret: 'The secret with which Lakeport proves itself to Microsoft must be replaced.',
    certificate: 'The certificate with which Lakeport proves itself to Microsoft must be replaced.',
  },
  ends: 'It ends on {day}; from then on nobody can sign in and no run can be started.',
  ended: 'It ended on {day}: nobody can sign in and no run can be started.',
  toDo: {
    secret:
      'Add a new secret in the app registration and set it as AZURE_CLIENT_SECRET_NEXT: both work until the old one is gone.',
    certificate:
      'Add a new certificate in the app registration and name it in AZURE_CLIENT_CERTIFICATE_PATH_NEXT: both work until the old one is gone.',
  },
  titleConnector: (name: string) => `The secret of the connector ${name} must be replaced.`,
  endsConnector:
    'It ends on {day}; from then on nobody can run flows through it. Set the next one: both work until the old one is gone.',
  endedConnector: 'It ended on {day}: nobody can run flows through it. Set a new one.',
  replacedConnector: 'It ends on {day}. The next one is in place: use it from now on.',
  toConnector: 'Go to its secrets',
  replacedEnds: 'It ends on {day}. The next one is in place and takes over by itself.',
  replacedEnded: 'It ended on {day}. The next one is in place and works: put it in the first one’s place.',
} as const
