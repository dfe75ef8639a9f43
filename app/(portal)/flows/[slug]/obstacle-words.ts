import { needsThePerson } from '@/lib/connections/needs-person'
import { type Obstacle, PAUSED } from '@/lib/flows/obstacle'
import type { ErrorWords } from '@/lib/language/en/errors'
import type { Words } from '@/lib/language/words'

type Mend = 'check again' | 'connect' | 'sign in again'

/** The one reason why the button is grey, what to do about it, and what the page can offer for that. */
export function obstacleWords(
  obstacle: Obstacle,
  owner: string,
  { flow: { obstacle: words, isOff }, errors }: Words,
): ErrorWords & { readonly mend?: Mend } {
  switch (obstacle.kind) {
    case 'off':
      return { title: isOff(owner), next: '' }
    case 'parameters':
      return { ...words.parameters(obstacle.names.map((name) => `“${name}”`).join(', '), owner), mend: 'check again' }
    case 'full':
      return { ...words.full(obstacle.most), mend: 'check again' }
    case 'problem': {
      const { code, facts } = obstacle.problem
      if (code === 'connection_removed' || facts.own) return { ...errors[code](facts), mend: 'connect' }
      if (needsThePerson(code)) return { ...errors[code](facts), mend: 'sign in again' }
      return { ...(facts.reason === PAUSED.facts.reason ? words.paused : errors[code](facts)), mend: 'check again' }
    }
  }
}
