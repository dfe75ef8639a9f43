import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import { isBeginning } from '@/lib/runs/search-text'
import type { Executor } from './database'

/** Where in a run a word stands. `D` is of runs that were kept before there were places: flow, person and inputs. */
type Place = 'A' | 'B' | 'C' | 'D'

export interface RunWords {
  /** Words of the flow and the person. */
  readonly about: string
  /** Words of the inputs; never of a secret one. */
  readonly inputs: string
}

/** What a run is found by. */
export function runVector({ about, inputs }: RunWords): RawBuilder<string> {
  return sql<string>`setweight(to_tsvector('simple', ${about}::text), 'A') || setweight(to_tsvector('simple', ${inputs}::text), 'B')`
}

/** From now on a run is found by what went wrong, too: by these words alone, whatever was said of it before. */
export async function setErrorWords(db: Executor, runId: string, words: string): Promise<void> {
  await sql`
    update runs
       set search = ts_filter(search, '{a,b,d}') || setweight(to_tsvector('simple', ${words}::text), 'C')
     where id = ${runId}`.execute(db)
}

/** Every word stands in `vector`, each as a beginning, at one of `places`; anywhere where none is named. */
export function hasWords(
  vector: RawBuilder<unknown>,
  words: readonly string[],
  places: readonly Place[] = [],
): RawBuilder<boolean> {
  return sql<boolean>`${vector} @@ to_tsquery('simple', ${tsQuery(words, places.join(''))})`
}

/** Words are letters and digits only, so nothing of them is syntax. */
function tsQuery(words: readonly string[], places: string): string {
  return words
    .map((word) => {
      const letters = word.replaceAll(/[^\p{L}\p{N}]/gu, '')
      const marks = `${isBeginning(letters) ? '*' : ''}${places}`
      return marks ? `${letters}:${marks}` : letters
    })
    .join(' & ')
}
