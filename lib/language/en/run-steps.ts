/** What the page of a run says of its steps, where there are several or one was tried several times. */
export const runSteps = {
  title: (number: number, name: string) => (name === '' ? `Step ${number}` : `${number}. ${name}`),
  about: (title: string) => `This is about the step “${title}”.`,
  notStarted: 'Not started: its turn has not come.',
  neverStarted: 'Not started: the run ended before its turn came.',
  skipped: 'Skipped: it does not follow how the step before it ended.',
  notFollowed: 'Started, not followed: the flow does not wait for its end, which Databricks alone shows.',
  runsAs: (name: string) => `runs as ${name}`,
  attempts: (count: number) => `${count} attempts`,
  earlier: (count: number) => (count === 1 ? 'The attempt before it' : `The ${count} attempts before it`),
  attempt: (number: number, status: string) => `Attempt ${number}: ${status}`,
  attemptId: (id: string) => `Databricks’ id of it is ${id}.`,
  again: 'The step is tried again.',
  againAt: 'It starts by itself at {time}; you need not do anything.',
  taskOf: (task: string, step: string) => `${task} (${step})`,
  queued: 'The run waits for its turn.',
  queuedAs: (place: number) =>
    place === 1
      ? 'It is the next one of this flow, and starts by itself when another one has ended.'
      : `${place - 1} other runs of this flow come first; it starts by itself. You need not do anything.`,
} as const
