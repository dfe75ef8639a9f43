import type { PlainBrowser } from '../http/plain-browser'

/** What a page hears from the portal, without a browser. */
export interface EventStream {
  /** The ids of runs that changed, as they came. */
  readonly heard: readonly string[]
  /** Resolves when the portal ends the stream, or dies. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/** Opened once the portal listens: what changes from now on is heard. @throws Error for any answer but a stream */
export async function openStream(browser: PlainBrowser, path: string): Promise<EventStream> {
  const answer = await browser.get(path)
  if (answer.status !== 200 || !answer.body) throw new Error(`${path} answered ${answer.status}`)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  const first = await reader.read() // "retry": the portal listens by now
  if (first.done) throw new Error(`${path} ended at once`)
  const heard: string[] = []
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      for (const [, data = ''] of value.matchAll(/^data: (.*)$/gm)) heard.push(data)
    }
  }
  const ended = read().catch(() => undefined)
  return { heard, ended, close: () => reader.cancel() }
}
