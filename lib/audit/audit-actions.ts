/** Everything that is written to the audit log, and what its row tells (AUD-1). A new event gets its line here first. */
export const AUDIT_ACTIONS = {
  'session.start': 'a sign-in, with the roles seen before and now; refused or failed, with the reason',
  'session.end': 'a sign-out, here or at Microsoft',
  'session.revoke':
    'Entra no longer lets the account in: all sessions of the person ended; or an Admin ended them, which; refused without the role',
  'roles.change': 'Entra says that a person has other roles, or none: before and now',
  'groups.change':
    'Entra says that a person is in other groups, or does not tell them any more: those joined and those left',
  'tokens.renew': 'a token could not be renewed: failed for now, refused for good',
  'tokens.delete': 'a person signed out, or their session ran out, and no run needs their tokens any more',
  'tokens.open':
    'kept tokens that do not open: moved, cut, rolled back, or of a key that is missing; with the reason',

  'sign_ins.view': "everybody's sign-ins were looked at: once an hour for a session; refused without the role",
  'sign_ins.export': 'the sign-in log was exported: whose, by which filters; refused without the role',
  'sign_in.read': 'a row of the sign-in log that is not theirs was asked for',

  'people.view': 'the people were looked at: once an hour for a session; refused without the role',
  'access.view': 'an Admin looked at what somebody may press, and why; refused without the role',
  'home.view': 'an Admin looked at a home as its person sees it; refused without the role',

  'run.start': 'a press, with the flow and its version, and the service principal where it was made as one',
  'run.again': 'a press that repeats an earlier run; refused to whom that one does not belong',
  'run.settings': 'what the settings of a job were when its tasks were about to be run as the person: their SHA-256',
  'run.step': 'a run went on to another step, or to another attempt of one: which, and how the one before it ended',
  'run.cancel': 'the end of a run was asked for; refused to whom it does not belong',
  'run.repair': 'tasks of an ended run were to run again, or why not; refused to whom the run does not belong',
  'run.end': 'how a run ended, or why it was never started',
  'run.read': 'a run that is not theirs was asked for',
  'run.note': 'a note was kept with a run: which one, and how long it is',
  'run.notebook':
    'the notebook of a run, as it ran, was read at Databricks with the token of whoever asked: which attempt of a task',
  'run.proof': 'the proof of a run, from the click to the result, was exported',
  'runs.view': "everybody's runs were looked at: once an hour for a session; refused without the role",
  'runs.export':
    'runs were written to a file: whose, by which filter, in which format; refused without the role, or too many at once',
  'runs.bulk':
    'the end, or the repetition, of many runs was asked for: by which filter, and how many; refused without the role',
  'runs.bulk_stop': 'such a request was stopped by its person',
  'runs.bulk_end': 'such a request is over',
  'flow.read': 'a flow that is not theirs was asked for',
  'flow.import': 'a flow was written from a file',
  'flow.make': 'a flow was begun as a draft, with a job or a statement',
  'flow.edit': 'a draft was changed: which part of it, and its revision; refused to who does not make the flow',
  'flow.try': 'a maker tries a draft out: the version that was made for it',
  'flow.publish': 'a draft became the version in force: what was shown before and now',
  'flow.discard': 'a draft was thrown away, and with it a flow that was nothing else',
  'flow.switch': 'a flow was turned on or off',
  'flow.share': 'who may press a flow, or change it, is different now: roles, and how many people',
  'schedule.add': 'a person agreed that a flow is run as them again and again: when, and until which day',
  'schedule.switch': 'a schedule was turned on or off; refused to whom it does not belong',
  'schedule.delete': 'a schedule was deleted; refused to whom it does not belong',
  'schedule.time': 'a time of a schedule that was no run, with the reason',
  'schedules.view': "everybody's schedules were looked at: once an hour for a session; refused without the role",
  'notice.choose': 'a person chose of what they are told, and how: of all flows or of one, before and now',
  'notice.read': 'what somebody else was told was asked for',
  'notice.test': 'a person had something sent to themselves, by every way there is',
  'notice.send': 'a notice left the portal by one of its ways, or was given up, with the reason',
  'keys.rotate': 'everything sealed was sealed anew by the first key; how much, and what is left',
  'backup.write': 'all data was copied to a backup; how much',
  'backup.restore': 'all data was put back from a backup; how much, and of which moment',
  'connector.set': "a connector was made or leads elsewhere: the settings' own workspace",
  'connector.read': 'connectors were asked for without the role',
  'connector.save': 'a connector was made or changed: before and after, without secrets; refused without the role',
  'connector.secret':
    'a secret or certificate of a connector was set, put in the place of the other, removed, or forgotten with what it was for',
  'connector.app':
    'an OAuth app of the Databricks account was asked for, made or taken for a connector; refused or failed, with the reason',
  'connector.test': 'an action of a connector was tried; refused without the role, or too often',
  'connector.export': 'a connector was written to a file of the Power Platform: which one, of which version',
  'connector.delete': 'a connector was deleted, with everybody’s connections to it; refused without the role',
  'connection.create':
    'a person connected to a connector, for the first time or anew; refused or failed, with the reason',
  'connection.test': 'a person asked Databricks who they are; refused or failed, with the reason',
  'connection.delete': 'a person gave a connection up',
  'connection.revoke': "an Admin took somebody's connection away; refused without the role",
  'connections.view': "everybody's connections were looked at: once an hour for a session; refused without the role",
  'settings.view':
    'the settings, or what the database keeps, were looked at: once an hour for a session; refused without the role',
  'metrics.read': 'the metrics were asked for with a wrong token, or none: once an hour for an address',
  'host.call': 'a host, or the address behind it, may not be called: once an hour for a connection',

  'request.send': 'a request that another site had a browser send',
  'request.limit': 'requests that came too often: of a person, or sign-ins from an address',
  'refusals.left_out': 'how many refusals of one source were not written one by one',

  'data.remove': 'results, runs, sign-ins or sessions whose time was over were removed; those of before when',
  'person.erase': 'a person was taken out of history and logs; how many rows of this log no longer name them',

  'portal.start': 'a process started',
  'portal.migrate': 'the tables were brought up to this version',
  'audit.view': 'this log was looked at: once an hour for a session; refused without the role',
  'audit.export': 'this log was exported: by which filters; refused without the role',
  'audit.broken': 'the chain of this log does not hold: what is wrong with it, and where',
  'audit.chain': 'from here on the log is chained; how many rows are older',
  'audit.prune': 'the oldest rows were removed: up to which position and hash',
} as const

export type AuditAction = keyof typeof AUDIT_ACTIONS
