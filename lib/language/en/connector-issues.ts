interface FoundApp {
  readonly clientId: string
  readonly by: string | undefined
  readonly hasSecret: boolean
}

/** What is said beside the fields of a connector's forms. */
export const connectorIssues = {
  needed: 'It is needed.',
  name: 'It has at most 80 characters, all of which can be shown.',
  long: 'It has at most 500 characters, all of which can be shown.',
  colour: 'A colour is # and six digits or letters from a to f, like #0f6cbd.',
  host: 'This host may not be called. It ends in .azuredatabricks.net, .databricks.azure.us or .databricks.azure.cn, without a port, a path or a user; or it is exactly one that the operator has listed.',
  basePath: 'It begins with / and has letters, digits, . _ ~ - between slashes.',
  resource: 'It is an application id, or an address that begins with https:// or api://.',
  manyPeople: 'These are more than 200: give them a role in Entra ID instead.',
  people: (names: string) => `Nobody has signed in here as ${names}. Use the object id of Entra ID, or ask them to.`,
  manyGroups: 'These are more than 100: give them a role in Entra ID instead.',
  groups: (lines: string) => `Write an object id, = and a name of at most 100 characters: ${lines.slice(0, 300)}.`,
  guid: 'It is an id like 8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60.',
  otherTenant: (tenant: string) =>
    `People sign in here with the tenant ${tenant}. With another one nobody could connect: they would be other people.`,
  appId: 'It has letters, digits and -, at most 100.',
  scopes:
    'It has all-apis and offline_access, and nothing but all-apis, sql, offline_access, openid, profile and email.',
  foundApp: ({ clientId, by, hasSecret }: FoundApp) =>
    `An app of this name with this redirect URL is there already: client id ${clientId}${by ? `, made by ${by}` : ''}. Tick it to use that one${hasSecret ? '; its secret was told when it was made, and you set it yourself' : ''}. Or give another name.`,
  manyApps: (clientIds: string) =>
    `Several apps of this name with this redirect URL are there already: ${clientIds}. Give another name, or type the client id of one above.`,
  appNotKept: (clientId: string) =>
    `The app was made at Databricks, client id ${clientId}, but could not be kept here, and its secret is lost. Delete it in the account console, then try again.`,
  noCertificate: 'A custom app of Databricks takes no certificate.',
  oneSecret: 'Give a client secret or a certificate, one of the two.',
  secret: 'This is no client secret: it has at most 500 characters, and no blanks.',
  expires: 'This day is over.',
  pem: 'It has the blocks CERTIFICATE and PRIVATE KEY in PEM: RSA, 2048 bits or more, the key without a password.',
  otherKey: 'This private key belongs to another certificate.',
  ended: 'This certificate is not good any more.',
  runsUnderWay: (runs: number) =>
    runs === 1
      ? 'One run through this connector is under way. It is followed to its end as whom it was started: wait for that, or cancel it.'
      : `${runs} runs through this connector are under way. They are followed to their end as whom they were started: wait for that, or cancel them.`,
  notTaken: (list: string) => `This has no place here: ${list}. Tick it to import the rest without.`,
  oneSource: 'Give a file, its text or its address, one of them.',
  importUrl:
    'A definition is read from an address of https with a public name, without a port, a user or a mark; or from a host that the operator has listed.',
  importNotRead:
    'No definition came from there. It cannot be reached, leads elsewhere, is too large, or does not answer in time.',
  manyPolicies: 'A connector has at most 50 policies.',
  plainJson: 'It is too large or too deep, or has names or texts that are not allowed.',
  breaks: (flows: string) => `These flows would stop working: ${flows}. Tick it if you mean it.`,
  summary: 'It has at most 80 characters, and no slash.',
  operationId: 'It begins with a letter, and has letters, digits, _ and - after it.',
  taken: 'Another action has this verb and path already.',
  idTaken: 'Another action is called so already.',
  path: 'It begins with /, and has no ?, # or *.',
  schema: 'This is no JSON object.',
  json: 'This is no JSON.',
  jsonAt: (line: number, column: number) => `This is no JSON: look at line ${line}, character ${column}.`,
  sampleUrl: 'This is no address.',
  parameterName: 'It has letters, digits and . _ - [ ] $, and is not connectionId.',
  parameterTaken: 'Another parameter of this action is called so already.',
  notOfType: 'It is not of this type.',
  hostInText: 'The host stands in the settings and is not changed here.',
  agree: 'Tick it if you mean it.',
  ofSettings: 'It is the connector of the workspace in the settings, and stays.',
  usedBy: (flows: string) => `These flows use it: ${flows}. Give them another connector first, or delete them.`,
  inHistory: (runs: number) =>
    runs === 1
      ? 'One run through it is still in the history. It can be deleted when that is over.'
      : `${runs} runs through it are still in the history. It can be deleted when they are over.`,
} as const
