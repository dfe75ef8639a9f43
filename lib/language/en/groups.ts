/** Groups of Entra among those who may press a flow or use a connector. */
export const groups = {
  title: 'These groups',
  none: 'No group is named.',
  group: 'Group',
  id: 'Object id of the group',
  idHelp: 'As Entra ID shows it: Groups, the group, Object id. The portal cannot look groups up.',
  name: 'Name to show',
  nameHelp: 'What people read here for it. It lets nobody in by itself.',
  idShape: 'It is an id like 8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60.',
  nameShape: 'Write 1 to 100 characters.',
  many: 'There are 100 groups already. Use a role.',
  add: 'Add the group',
  lines: 'Groups',
  linesHelp:
    'One a line: the object id of Entra ID, and after = the name to show. When somebody joins or leaves a group, it counts here within the hour.',
  problems: {
    absent: {
      title: 'Entra ID has told nobody’s groups so far, so a group lets nobody in.',
      text: 'The Entra administrator switches it on in the app registration of Lakeport: Token configuration, Add groups claim, Groups assigned to the application. The groups have to be assigned to the application as well. People who are signed in get them within the hour.',
    },
    too_many: {
      title: 'Some people are in more than 200 groups: of those Entra ID tells none.',
      text: 'The Entra administrator chooses Groups assigned to the application in the app registration of Lakeport, under Token configuration: then only those count. Until then, name these people, or give them a role.',
    },
  },
} as const
