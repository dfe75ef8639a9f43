import type { RunStatus } from '@/lib/runs/run-status'
import { statuses as statusNames } from './statuses'

interface Topic {
  readonly title: string
  readonly paragraphs: readonly string[]
}

const topics: readonly Topic[] = [
  {
    title: 'Run a flow',
    paragraphs: [
      'A flow is a button. Choose it on Home, fill in the form if it has one, and press Run flow. The portal starts a job in Azure Databricks in your name and takes you to the run.',
      'One press is one run, even if your connection breaks, the page hangs or you press twice. If you are not sure whether something started, look at My runs before you press again.',
    ],
  },
  {
    title: 'Who started it, and whose rights it has',
    paragraphs: [
      'Before you press, the page names two identities. Databricks checks that you may start the job and records you as the one who did. The code of the job then reads and writes data with the rights of the identity it runs as, which is often the owner of the job.',
      'The portal has no account of its own in Databricks: every call is made with the sign-in of the person who pressed. Only where an administrator has set a connector to call as a service principal, everybody’s calls are made as that; then the button, the run and the lists say so.',
    ],
  },
  {
    title: 'While it runs',
    paragraphs: [
      'You may close the page or switch off your computer: the portal follows the run and keeps its result. When you come back, the run is in My runs.',
      'If a run says that nobody is watching it, your sign-in has ended. The run goes on in Databricks; sign in again and the portal catches up.',
    ],
  },
  {
    title: 'When it fails',
    paragraphs: [
      'The run says what went wrong, whether the job started, and what to do. Send the number of the run to the contact of the flow if you need help; it is enough to find everything.',
    ],
  },
  {
    title: 'Make a flow (for makers)',
    paragraphs: [
      'Choose Flows, then New flow, and pick a job that you may see in Databricks. Its parameters become the fields of the form: change them, say what the job gets, and look at the form beside it. Everything you change is a draft until you publish; a test run tries the draft out, with your own rights.',
      'Under People you choose who may press it, and that counts at once. It gives nobody a right in Databricks: who presses needs “Can Manage Run” on the job.',
      'Each published change is a version that is kept, and each run says which one it was. To take a flow out of sight for a while, turn it off.',
    ],
  },
]

const statuses: Readonly<Record<RunStatus, string>> = {
  Waiting: 'The press is kept; Databricks is preparing the run.',
  Queued: 'The job already runs as often as it may. The run starts by itself when it is its turn.',
  Running: 'Tasks are at work.',
  Succeeded: 'All tasks have ended well.',
  'Succeeded with failures': 'The last tasks ended well, though some before them failed.',
  Failed: 'A task failed, or Databricks did not accept the run.',
  Cancelled: 'Somebody stopped the run.',
  'Timed out': 'The run took longer than the job may.',
  Skipped: 'Databricks did not start the run, because the job was running already.',
  Unknown: 'Databricks can no longer say what became of it.',
}

export const help = {
  title: 'Help',
  lead: 'How Lakeport works, in a few words.',
  topics,
  statusTitle: 'What the words for a run mean',
  statusNames,
  statuses,
  keyboardTitle: 'Keyboard',
  keyboard: [
    'Tab goes through header, navigation, commands and content; the first stop of every page leads straight to its content.',
    'In the row of commands the arrow keys move; Enter presses.',
    'Escape closes what is open.',
  ],
} as const
