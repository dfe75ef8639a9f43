export const flow = {
  inputs: 'Inputs',
  noInputs: 'This flow needs no inputs.',
  run: 'Run flow',
  startedBy: (name: string) => `Started by ${name}`,
  byPrincipal: (principal: string, person: string) => `the service principal ${principal} for ${person}`,
  runsAs: (name: string) => `runs as ${name}`,
  runsAsUnknown: 'the identity the job is set to run as',
  servicePrincipal: 'service principal {id}',
  identityHelp:
    'Databricks checks that you may start this job, and records you as the one who did. The code then reads and writes data with the rights of the identity it runs as.',
  identityHelpAsMe:
    'Databricks runs the tasks of the job as a run of your own. Their code reads and writes data with your rights, and with nobody else’s.',
  identityHelpStatement:
    'Databricks runs the statement as you: it reads and writes data with your rights, and with nobody else’s.',
  identityHelpPrincipal: (name: string) =>
    `An administrator has set this flow’s connector to call Databricks as the service principal ${name}, for everybody. Databricks checks the rights of the principal and records it as the one who started this; that it was for you stands in the portal.`,
  runStatement: 'Run a SQL statement',
  isOff: (owner: string) => `This flow is turned off at the moment. Ask ${owner} when it will be back.`,
  connect: 'Connect',
  obstacle: {
    checkAgain: 'Check again',
    signInAgain: 'Sign in again',
    paused: {
      title: 'The workspace keeps failing, so nothing can be started there right now.',
      next: 'The portal tries it every half minute. Check again in a moment.',
    },
    parameters: (names: string, owner: string) => ({
      title: 'The job behind this flow has changed.',
      next: `It no longer takes ${names}, so what you enter would not reach it. Ask ${owner} to bring the flow up to date.`,
    }),
    full: (most: number) => ({
      title:
        most === 1
          ? 'The job is at work, and takes one run at a time.'
          : `The job is at work, and takes ${most} runs at a time.`,
      next: 'It would skip another one. Wait until one has ended, then check again.',
    }),
  },
  choose: 'Choose',
  yes: 'yes',
  no: 'no',
  or: ' or ',
  loadChoices: (label: string) => `Load the choices of “${label}” again`,
  moreChoices: (most: number) => `There are more: only the first ${most} are listed.`,
  noChoices: 'There is nothing that you could choose.',
  choicesWait: (labels: string) => `Fill in “${labels}” first: the choices depend on it.`,
  choicesUnread: 'The choices could not be read.',
  choicesFailed: 'The choices could not be read: what looks them up does not work. Ask the contact of this flow.',
  choicesFailedBy: (detail: string) => `The statement that looks the choices up does not work: ${detail}`,
  onlyWhen: (label: string, values: string) => `Only when “${label}” is ${values}.`,
  zone: 'The time you enter is in your own time zone',
  summary: 'The flow was not run. Please check:',
  notStarted: 'The flow was not run.',
  about: 'About',
  category: 'Category',
  owner: 'Contact',
  action: 'Action',
  runJob: 'Run a job',
  version: 'Version',
  myRecentRuns: 'My recent runs',
  noRuns: 'You have not run this flow yet.',
  copyLink: 'Copy link',
  addFavourite: 'Add to favourites',
  removeFavourite: 'Remove from favourites',
  again: 'These are the inputs of an earlier run. Change what you like, then run the flow.',
  back: 'What you had typed is here again.',
  secretsAgain: 'Secret values are not kept: enter them again.',
} as const
