const runs = (many: number) => (many === 1 ? '1 run' : `${many} runs`)
const newest = (many: number, isAll: boolean) =>
  isAll ? `${runs(many)} that fit` : `the newest ${runs(many)} that fit`

/** Many runs at once. */
export const bulk = {
  title: 'Many runs',
  cancel: {
    title: 'Cancel runs',
    ask: (many: number, isAll: boolean) =>
      `Up to ${newest(many, isAll)} and still go on will be told to end. What they have done stays done.`,
    button: (many: number) => `Cancel ${runs(many)}`,
    none: 'No run that fits still goes on.',
  },
  again: {
    title: 'Run again',
    ask: (many: number, isAll: boolean) =>
      `Up to ${newest(many, isAll)} and have ended will be started again, each once, as you and with the same inputs. Only your own runs are repeated.`,
    button: (many: number) => `Run ${runs(many)} again`,
    none: 'No run of yours that fits has ended.',
  },
  back: 'Back to the list',
  latest: 'Asked for lately',
  soFar: (done: number, failed: number, total: number) => `${done} of ${runs(total)} done, ${failed} not done.`,
  goesOn: 'This goes on in the background. You may close this page.',
  stopping: 'It stops after the run that it is at.',
  stopped: 'You have stopped it. What was done stays done.',
  over: 'All runs have been dealt with.',
  stop: 'Stop',
  because: (many: number, why: string) => `${runs(many)} not done: ${why}`,
  reasons: {
    asks_person: 'The flow asks for a secret, a file or an agreement. Run it again from its own page.',
    inputs_changed: 'The flow asks for other inputs by now. Run it again from its own page.',
  },
} as const
