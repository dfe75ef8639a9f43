import { Badge, type Tone } from '@/app/_components/badge'
import type { IconName } from '@/app/_components/icon-names'
import { type ConnectionStatus, statusOf } from '@/lib/connections/connection-query'
import type { Words } from '@/lib/language/words'

const LOOK: Readonly<Record<ConnectionStatus, readonly [tone: Tone, icon: IconName]>> = {
  connected: ['success', 'status-success'],
  expiring: ['warning', 'status-warning'],
  none: ['neutral', 'status-waiting'],
  removed: ['neutral', 'status-cancelled'],
  revoked: ['warning', 'status-cancelled'],
  consent: ['warning', 'status-warning'],
  signIn: ['warning', 'status-warning'],
  connect: ['warning', 'status-warning'],
  error: ['danger', 'status-error'],
}

interface StatusProps {
  readonly connection: Parameters<typeof statusOf>[0]
  readonly userName: string
  readonly words: Words['connections']
}

/** How a connection stands, in words. */
export function Status({ connection, userName, words }: StatusProps) {
  const status = statusOf(connection)
  const [tone, icon] = LOOK[status]
  return (
    <Badge tone={tone} icon={icon}>
      {words.statuses[status].replace('{person}', userName)}
    </Badge>
  )
}
