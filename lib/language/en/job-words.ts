/** A step that starts a job, and where its parameters come from. */
export const jobWords = {
  jobShape: 'Enter the number of a job.',
  jobName: 'Name',
  runsAs: 'Runs as',
  identity: 'Whose rights the code has',
  identities: { shared: 'Those of the job, for everybody', as_me: 'Those of the person who presses' },
  identityHelp:
    'Those of the job: it acts as the identity it is set to run as, and people need Can Manage Run. Those of the person: its tasks run as a one-time run of that person, who needs Can View on the job and own rights on its code, compute and data. Such a run is not in the list of the job’s runs, the job’s limit of concurrent runs does not hold for it, and only that person and workspace admins see it in Databricks.',
  asPersonCannot: 'This job cannot run as the person who presses.',
  clustersApart: (tasks: string) =>
    `As the person who presses, each of these tasks starts a cluster of its own: ${tasks}. In the job they share one.`,
  toNotebook:
    'The job has no parameters of its own: a press fills those of its notebook, in place of the values that the job has for them.',
  otherParameters: {
    job: 'The job has got parameters of its own, and the flow fills those of its notebook. Save to fill the job’s.',
    notebook: 'The job has no parameters of its own any more, but its notebook has. Save to fill those.',
  },
  jobNotRead:
    'The job could not be read with your rights just now. You can go on; a test run shows whether it works.',
  parameter: (name: string, preset: string) => (preset ? `${name} (else ${preset})` : name),
  source: (name: string) => `${name}: where from`,
  fromJob: "The job's own default",
  fromText: 'A fixed text',
  fromField: (label: string) => `The field “${label}”`,
  text: (name: string) => `${name}: the text`,
  textTooLong: 'Write at most 10,000 characters.',
} as const
