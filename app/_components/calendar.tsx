import type { Words } from '@/lib/language/words'
import { type DayFigures, shadeOf } from '@/lib/runs/run-figures'
import styles from './calendar.module.css'
import { ScrollRegion } from './scroll-region'

interface CalendarProps {
  readonly label: string
  /** Every day of some time, in its order. */
  readonly days: readonly DayFigures[]
  /** The list of a day's runs; days without a run have none. */
  readonly hrefOf?: ((day: string) => string | undefined) | undefined
  readonly words: Words['figures']
}

const DAY_MS = 86_400_000
const SHADES = [0, 0.25, 0.5, 0.75, 1] as const

/** A square a day and a column a week, darker with more runs, with a corner where some failed. Each says in words what it shows. */
export function Calendar({ label, days, hrefOf, words }: CalendarProps) {
  const weeks = weeksOf(days)
  const busiest = Math.max(...days.map(({ runs }) => runs))
  return (
    <>
      <ScrollRegion label={label} plain>
        <table className={styles.calendar} aria-label={label}>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">{words.weekday}</span>
              </th>
              {weeks.map((week, at) => (
                <th key={week.monday} scope="col">
                  {monthOf(week, weeks[at - 1]) || <span className="visually-hidden">{week.monday}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {words.weekdays.map((weekday, place) => (
              <tr key={weekday}>
                <th scope="row">{weekday}</th>
                {weeks.map(({ monday, days: ofWeek }) => (
                  <td key={monday}>
                    <Day figures={ofWeek[place]} busiest={busiest} hrefOf={hrefOf} words={words} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p>
        {words.shades} {days.some(({ bad }) => bad > 0) && words.corner}
      </p>
    </>
  )
}

interface DayProps extends Pick<CalendarProps, 'hrefOf' | 'words'> {
  readonly figures: DayFigures | undefined
  readonly busiest: number
}

function Day({ figures, busiest, hrefOf, words }: DayProps) {
  if (!figures) return null
  const { day, runs, bad } = figures
  const text = words.day(day, runs, bad)
  const square = (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" fillOpacity={SHADES[shadeOf(runs, busiest)]} />
      {bad > 0 && <path d="M24 10v14H10z" />}
    </svg>
  )
  const href = runs > 0 ? hrefOf?.(day) : undefined
  if (href) {
    return (
      <a className={styles.day} href={href} aria-label={text} title={text}>
        {square}
      </a>
    )
  }
  return (
    <span className={styles.day} title={text}>
      {square}
      <span className="visually-hidden">{text}</span>
    </span>
  )
}

interface Week {
  /** Its first day, `2026-11-23`. */
  readonly monday: string
  /** By weekday; none before the first and after the last. */
  readonly days: readonly (DayFigures | undefined)[]
}

function weeksOf(days: readonly DayFigures[]): readonly Week[] {
  const weeks = new Map<string, (DayFigures | undefined)[]>()
  for (const one of days) {
    const at = Date.parse(one.day)
    const place = (new Date(at).getUTCDay() + 6) % 7
    const monday = new Date(at - place * DAY_MS).toISOString().slice(0, 10)
    const week = weeks.get(monday) ?? []
    week[place] = one
    weeks.set(monday, week)
  }
  return [...weeks].map(([monday, ofWeek]) => ({ monday, days: ofWeek }))
}

/** The month's name, over the first week that begins in it. */
function monthOf({ monday }: Week, before: Week | undefined): string {
  if (before && before.monday.slice(0, 7) === monday.slice(0, 7)) return ''
  return new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(Date.parse(monday))
}
