/** A connector out of files, and back into them. */
export const importWords = {
  importTitle: 'Import a connector',
  importLead:
    'From a definition as the Power Platform writes it, Swagger 2.0 in JSON, and the properties beside it. All of it is taken or nothing; what has no place here is named first.',
  importFiles: 'What to import',
  importFileHelp: 'At most 60 KB; a larger one from an address.',
  importText: 'Or its text',
  importTextHelp: 'The file’s text stands here once it was read.',
  importUrl: 'Or its address',
  importUrlHelp:
    'Public and https, at most 1 MB. The portal reads it itself, with nobody’s sign-in, and follows no redirect.',
  importPropertiesHelp: 'For the colour, the policies and the client id. A secret in it is never taken.',
  importProperties: 'Or its text',
  importNameHelp: 'In the place of the title; nothing for that.',
  importHostHelp: 'In the place of the host that stands there; nothing for that.',
  importAgree: 'Yes, import it without these',
  exported: 'As files',
  exportLead: 'As the tools of the Power Platform read them. No secret is in them.',
} as const
