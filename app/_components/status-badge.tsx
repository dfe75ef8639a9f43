import type { RunStatus } from '@/lib/runs/run-status'
import { Badge, type Tone } from './badge'
import type { IconName } from './icon-names'

const LOOK: Readonly<Record<RunStatus, readonly [tone: Tone, icon: IconName]>> = {
  Waiting: ['neutral', 'status-waiting'],
  Queued: ['neutral', 'status-queued'],
  Running: ['active', 'status-running'],
  Succeeded: ['success', 'status-success'],
  'Succeeded with failures': ['warning', 'status-warning'],
  Failed: ['danger', 'status-error'],
  Cancelled: ['neutral', 'status-cancelled'],
  'Timed out': ['warning', 'status-timed-out'],
  Skipped: ['neutral', 'status-skipped'],
  Unknown: ['neutral', 'status-unknown'],
}

interface StatusBadgeProps {
  readonly status: RunStatus
  /** The status in the viewer's language; the contract's English word without it. */
  readonly label?: string | undefined
}

export function StatusBadge({ status, label }: StatusBadgeProps) {
  const [tone, icon] = LOOK[status]
  return (
    <Badge tone={tone} icon={icon} spinning={status === 'Running'}>
      {label ?? status}
    </Badge>
  )
}

/** The tone of a status, for what is coloured like its badge. */
export function toneOfStatus(status: RunStatus): Tone {
  return LOOK[status][0]
}
