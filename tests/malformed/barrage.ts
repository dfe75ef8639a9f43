import { percentile } from '../bench/percentile.ts'
import { type Malformed, malformedRequest } from './malformed-request.ts'
import { type Answer, send } from './send.ts'
import type { Surface } from './surfaces.ts'

type Sender = Parameters<typeof malformedRequest>[3]

interface Barrage {
  readonly seed: number
  /** Numbers of the requests: each stands for the same one every time. */
  readonly first: number
  readonly count: number
}

export interface Told {
  readonly surface: string
  readonly requests: number
  readonly statuses: Readonly<Record<string, number>>
  readonly p95Ms: number
  readonly slowestMs: number
  /** Empty when the portal has answered each as it should. */
  readonly complaints: readonly string[]
}

const AT_ONCE = 8
const MOST_COMPLAINTS = 20
const LONGEST_SHOWN = 800
/** Of the server's own: a stack, a path, a module. */
const INNER = new RegExp(
  `\\bat .{0,200}\\.[mc]?[jt]s:\\d|node_modules|/\\.next/|file://|${process.cwd()}|/tmp/lakeport`,
)

/** Sends so many malformed requests to one surface, some at a time. */
export async function barrage(surface: Surface, sender: Sender, { seed, first, count }: Barrage): Promise<Told> {
  const port = Number(sender.host.split(':').at(-1))
  const statuses: Record<string, number> = {}
  const times: number[] = []
  const complaints: string[] = []
  let next = first
  const one = async () => {
    while (next < first + count) {
      const number = next++
      const request = malformedRequest(seed, surface, number, sender)
      const answer = await send(port, request)
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      times.push(answer.ms)
      const complaint = complaintAbout(request, answer)
      if (complaint && complaints.length < MOST_COMPLAINTS)
        complaints.push(`${surface.name}, seed ${seed}, number ${number}: ${complaint}\n${shown(request.bytes)}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return {
    surface: surface.name,
    requests: count,
    statuses,
    p95Ms: percentile(times, 0.95),
    slowestMs: percentile(times, 1),
    complaints,
  }
}

function complaintAbout({ demandsAnswer }: Malformed, { status, text }: Answer): string | undefined {
  if (status === 'silent') return 'neither answered nor closed'
  if (typeof status !== 'number') return demandsAnswer && status === 'closed' ? 'not answered' : undefined
  if (status >= 500) return `answered with ${status}: ${JSON.stringify(text.slice(-300))}`
  const [inner] = INNER.exec(text) ?? []
  return inner && `tells of the inside: ${inner}`
}

function shown(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1').slice(0, LONGEST_SHOWN))
}
