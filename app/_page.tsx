import 'server-only'
import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import { type ComponentType, Fragment, type ReactNode } from 'react'
import { Broken } from '@/app/_components/broken'
import { NotPermitted } from '@/app/_components/not-permitted'
import { NothingHere } from '@/app/_components/nothing-here'
import { currentWords } from '@/app/_edge'
import { RefusedAction } from '@/app/_refused-action'
import { type ErrorCode, errorCodeOf, PortalError, STATUS_OF } from '@/lib/errors'
import { answerWith } from '@/lib/http/server/exchange'
import { requestFacts } from '@/lib/identity/server/request-facts'
import type { Words } from '@/lib/language/words'
import { describeError, log } from '@/lib/log'

/**
 * A page that says in its own HTML what it cannot show, with the status that goes with it. What a page throws would become a
 * document that is empty until scripts fill it. `Frame` is what stands around such words where no layout does.
 */
export function page<Props>(draw: (props: Props) => Promise<ReactNode>, Frame: Frame = Fragment) {
  return async function Page(props: Props): Promise<ReactNode> {
    try {
      const drawn = await draw(props)
      return (
        <>
          <RefusedAction />
          {drawn}
        </>
      )
    } catch (thrown) {
      unstable_rethrow(thrown) // a redirect
      return <Frame>{await problemOf(thrown)}</Frame>
    }
  }
}

type Frame = ComponentType<{ readonly children: ReactNode }> | typeof Fragment

/** A page's title; where the page has only a problem to show, that problem's. */
export function pageTitle<Props>(name: (props: Props) => Promise<string>) {
  return async function generateMetadata(props: Props): Promise<{ title: string }> {
    try {
      return { title: await name(props) }
    } catch (thrown) {
      unstable_rethrow(thrown)
      return { title: titleOf(errorCodeOf(thrown), (await currentWords()).problem) }
    }
  }
}

function titleOf(code: ErrorCode | undefined, words: Words['problem']): string {
  if (code === 'not_found') return words.notFoundTitle
  return code === 'not_permitted' ? words.notPermittedTitle : words.brokenTitle
}

function factOf(thrown: unknown, name: string): string | undefined {
  return thrown instanceof PortalError ? thrown.facts[name] : undefined
}

async function problemOf(thrown: unknown): Promise<ReactNode> {
  const words = await currentWords()
  const { problem } = words
  const code = errorCodeOf(thrown)
  answerWith(code ? STATUS_OF[code] : 500)
  if (code === 'not_found') return <NothingHere words={problem} />
  if (code === 'not_permitted') return <NotPermitted needed={factOf(thrown, 'needed')} words={words} />
  const reference = requestFacts(await headers()).id
  log('error', 'page.failed', { reference, ...describeError(thrown) })
  return <Broken words={problem} reference={reference} />
}
