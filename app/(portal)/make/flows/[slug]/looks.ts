/** The icons and colours that a flow may have, by the names of the kit. */
export const ICONS = [
  'flow',
  'table',
  'calendar',
  'database',
  'document',
  'clipboard',
  'people',
  'key',
  'repeat',
  'repair',
  'upload',
  'download',
  'search',
  'settings',
] as const

export const COLOURS = [
  '#0f6cbd',
  '#0e7a0d',
  '#8764b8',
  '#bc4b09',
  '#b10e1c',
  '#038387',
  '#6b4f3a',
  '#5c5f66',
] as const
