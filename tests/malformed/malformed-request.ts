import { Dice } from './dice.ts'
import { noHttp } from './no-http.ts'
import { bytesOf, type Draft, setHeader } from './request.ts'
import { spoilAction, spoilBody } from './spoil-bodies.ts'
import { giveCookies, spoilCookies } from './spoil-cookies.ts'
import { HEAD_SPOILS, HEADER_SPOILS } from './spoil-heads.ts'
import type { Surface } from './surfaces.ts'

interface Sender {
  /** Where the portal listens, as `host:port`. */
  readonly host: string
  readonly origin: string
  /** A cookie that opens the portal, and one sealed by a key that is not its own. */
  readonly good: string
  readonly foreign: string
}

export interface Malformed {
  readonly bytes: Buffer
  readonly ending: Draft['ending']
  /** It is plain where it ends, and nothing is left to read when the answer is given: such an answer arrives. */
  readonly demandsAnswer: boolean
}

/** The same request for the same seed, surface and number. */
export function malformedRequest(seed: number, surface: Surface, number: number, sender: Sender): Malformed {
  const dice = new Dice(`${seed} ${surface.name} ${number}`)
  if (surface.name === 'no HTTP')
    return { bytes: noHttp(dice), ending: dice.once(4) ? 'gone' : 'cut', demandsAnswer: false }
  const draft = goodDraft(surface, dice, sender)
  if (!isSignOut(draft)) giveCookies(draft, dice, sender)
  spoil(surface, draft, dice, sender)
  if (dice.once(12)) draft.ending = dice.of(['cut', 'gone'])
  const ending = isFramed(draft) ? draft.ending : 'cut'
  return { bytes: bytesOf(draft), ending, demandsAnswer: ending === 'whole' && draft.body.length === 0 }
}

function goodDraft({ method, paths }: Surface, dice: Dice, { host, origin }: Sender): Draft {
  const headers: Draft['headers'] = [
    ['Host', host],
    ['Connection', 'close'],
    ['Accept', 'text/html'],
  ]
  if (method === 'POST') headers.push(['Origin', origin])
  return { method, target: dice.of(paths), version: 'HTTP/1.1', headers, body: Buffer.alloc(0), ending: 'whole' }
}

/** The session that all requests share is to last. */
function isSignOut({ method, target }: Draft): boolean {
  return method === 'POST' && target.startsWith('/api/auth/')
}

function spoil({ method, action }: Surface, draft: Draft, dice: Dice, sender: Sender): void {
  if (action) {
    // Whatever else is wrong with it, its form is: else it would do what it says.
    spoilAction(draft, dice, action.id, action.fields)
    if (dice.once(3)) dice.of(HEADER_SPOILS)(draft, dice)
    if (dice.once(10)) setHeader(draft, 'Origin', dice.of(['null', 'https://evil.example', '']))
    return
  }
  if (method === 'POST' && !dice.once(4)) {
    spoilBody(draft, dice)
    return
  }
  if (dice.once(8)) spoilCookies(draft, dice, sender)
  if (dice.once(8)) {
    if (dice.once(2)) draft.method = 'POST'
    spoilBody(draft, dice)
  }
  for (let more = dice.below(2); more >= 0; more -= 1) dice.of(HEAD_SPOILS)(draft, dice)
}

/** Whether it is plain where it ends: else whoever reads it waits for more, or takes the rest for another one. */
function isFramed({ headers, body, method, version }: Draft): boolean {
  if (method === 'CONNECT' || !version.startsWith('HTTP/1.1')) return false
  const lengths = headers.filter(([name]) => /^(content-length|transfer-encoding|expect|upgrade)$/i.test(name))
  if (lengths.length === 0) return body.length === 0
  return lengths.length === 1 && lengths[0]?.[0] === 'Content-Length' && lengths[0][1] === String(body.length)
}
