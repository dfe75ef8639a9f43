import { KeyValues } from '@/app/_components/key-values'
import { LogView, logLines } from '@/app/_components/log-view'
import type { Words } from '@/lib/language/words'
import type { SqlLeft, SqlWidget } from '@/lib/runs/task-output'
import styles from './run-results.module.css'

interface SqlResultProps {
  readonly left: SqlLeft
  readonly name: string
  readonly words: Words['run']
}

/** What a SQL task asked, and where its rows are: Databricks hands out none of them with the run. */
export function SqlResult({ left: { query, url, alert, widgets, truncated }, name, words }: SqlResultProps) {
  const { sqlLeft } = words
  return (
    <>
      {alert !== undefined && <KeyValues items={[{ label: sqlLeft.alert, value: sqlLeft.alerts[alert] ?? alert }]} />}
      {query && <LogView label={sqlLeft.query(name)} lines={logLines(query)} />}
      {widgets && <Widgets {...{ widgets, name, sqlLeft }} />}
      <p className={styles.note}>
        {truncated && `${sqlLeft.cut} `}
        {!widgets && `${sqlLeft.rows} `}
        {url && (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {sqlLeft.open}
          </a>
        )}
      </p>
    </>
  )
}

interface WidgetsProps {
  readonly widgets: readonly SqlWidget[]
  readonly name: string
  readonly sqlLeft: Words['run']['sqlLeft']
}

function Widgets({ widgets, name, sqlLeft }: WidgetsProps) {
  if (widgets.length === 0) return <p>{sqlLeft.noWidgets}</p>
  return (
    <ul aria-label={sqlLeft.widgets(name)}>
      {widgets.map(({ title, status, url, message }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change, and two may have one title
        <li key={at}>
          {title || sqlLeft.untitled}
          {status && ` · ${sqlLeft.statuses[status] ?? status}`}
          {message && `: ${message}`}{' '}
          {url && (
            <a href={url} target="_blank" rel="noopener noreferrer">
              {sqlLeft.openWidget(title || sqlLeft.untitled)}
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}
