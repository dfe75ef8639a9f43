import type { NoteProblem } from '@/lib/runs/run-note'

export const notes = {
  title: 'Notes',
  lead: 'Who may see this run reads them. They cannot be changed.',
  add: 'Add note',
  text: 'New note',
  problems: {
    shape: 'A note has 1 to 1,000 characters. It was not kept.',
    full: 'This run has as many notes as one may have. It was not kept.',
  } satisfies Readonly<Record<NoteProblem, string>>,
} as const
