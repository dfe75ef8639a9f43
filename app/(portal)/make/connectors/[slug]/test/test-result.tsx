import { KeyValues } from '@/app/_components/key-values'
import { MessageBar } from '@/app/_components/message-bar'
import { ScrollRegion } from '@/app/_components/scroll-region'
import { Time } from '@/app/_components/time'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import type { ownTests } from '@/lib/connectors/server/test-connector'
import type { ConnectorWords, Words } from '@/lib/language/words'

type Test = Awaited<ReturnType<typeof ownTests>>[number]
type Answer = NonNullable<Test['answered']>
type Answered = Extract<Answer, { kind: 'answered' }>

interface TestResultProps {
  readonly test: Test
  readonly isOpen: boolean
  /** The connector has a registration of its own: people connect to it. */
  readonly isOwn: boolean
  readonly words: Words
}

/** What was sent to try an action, and what came back. */
export function TestResult({ test, isOpen, isOwn, words }: TestResultProps) {
  const { connectors: text } = words
  const { operationId, at, asked, answered } = test
  return (
    <details open={isOpen}>
      <summary>
        {operationId}, {headOf(answered, text)}, <Time at={at.getTime()} />
      </summary>
      <div className={styles.stack}>
        {answered?.kind !== 'answered' && <NoAnswer test={test} isOwn={isOwn} words={words} />}
        <KeyValues items={[{ label: text.request, value: <code>{`${asked.method} ${asked.url}`}</code> }]} />
        <Lines title={text.requestHeaders} lines={headersOf(asked.headers)} />
        {asked.body !== undefined && <Lines title={text.requestBody} lines={asked.body} />}
        {answered?.kind === 'answered' && <CameBack answer={answered} words={text} />}
      </div>
    </details>
  )
}

function headOf(answered: Answer | undefined, words: ConnectorWords): string {
  if (!answered) return words.unknown
  return answered.kind === 'answered' ? words.status(answered.status) : words.lastTests[answered.kind]
}

function NoAnswer({ test: { asked, answered }, isOwn, words }: Omit<TestResultProps, 'isOpen'>) {
  const { connectors: text, errors } = words
  if (!answered) return <MessageBar tone="warning">{text.underWay}</MessageBar>
  if (answered.kind === 'not_sent' && answered.code) {
    const { title, next } = errors[answered.code](isOwn ? { own: 'yes' } : {})
    return (
      <MessageBar tone="error" title={`${text.notSent} ${title}`}>
        {next}
      </MessageBar>
    )
  }
  return (
    <MessageBar tone="error" title={text.notReached}>
      {asked.method !== 'GET' && text.notReachedChange}
    </MessageBar>
  )
}

function CameBack({ answer, words }: { readonly answer: Answered; readonly words: ConnectorWords }) {
  const { status, durationMs, headers, body, isCut, misfits } = answer
  return (
    <>
      <MessageBar tone={status < 300 ? 'success' : 'error'} title={words.status(status)}>
        {misfits === undefined ? words.noSchema : misfits.length === 0 ? words.fits : words.fitsNot}
      </MessageBar>
      {misfits && misfits.length > 0 && (
        <ul>
          {misfits.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      <KeyValues items={[{ label: words.durationLabel, value: words.duration(durationMs) }]} />
      <Lines title={words.responseHeaders} lines={headersOf(headers)} />
      <Lines title={words.responseBody} lines={body} />
      {isCut && <p>{words.cut}</p>}
    </>
  )
}

function headersOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

function Lines({ title, lines }: { readonly title: string; readonly lines: string }) {
  return (
    <>
      <h3>{title}</h3>
      <ScrollRegion label={title} short>
        <pre>{lines}</pre>
      </ScrollRegion>
    </>
  )
}
