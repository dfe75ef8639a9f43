/** What is handed to somebody who helps with a run. */
export const support = {
  title: 'For support',
  open: 'Copy for support',
  lead: 'Everything that somebody who helps you needs. Secret inputs are not in it, and no token.',
  copy: 'Copy for support',
  text: 'Text for support',
  without: 'Or select the text and copy it.',
  heading: (number: number) => `Lakeport, run ${number}`,
  run: 'Run id',
  page: 'Page',
  status: 'Status',
  state: 'State in Lakeport',
  workspace: 'Workspace',
  databricksPage: 'In Databricks',
  input: (name: string) => `Input ${name}`,
  whomToAsk: 'Whom to ask',
  administrator: 'your administrator',
} as const
