/** How often, as the form offers it; `cron` is for whoever writes it themselves. */
export const REPEATS = ['hourly', 'daily', 'weekdays', 'weekly', 'monthly', 'cron'] as const

export type Repeat = (typeof REPEATS)[number]

interface Chosen {
  readonly repeat: Repeat
  /** `08:30`. */
  readonly time: string
  /** 0 is Sunday. */
  readonly weekday: number
  /** 1 to 31; a month that is shorter has none. */
  readonly day: number
  readonly cron: string
}

const TIME = /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/

/** The five fields of cron for it; `undefined` for a time that is none. */
export function cronOf({ repeat, time, weekday, day, cron }: Chosen): string | undefined {
  if (repeat === 'cron') return cron.trim().replaceAll(/\s+/g, ' ')
  const [, hour, minute] = TIME.exec(time) ?? []
  if (hour === undefined || minute === undefined) return undefined
  const at = `${Number(minute)} ${Number(hour)}`
  switch (repeat) {
    case 'hourly':
      return `${Number(minute)} * * * *`
    case 'daily':
      return `${at} * * *`
    case 'weekdays':
      return `${at} * * 1-5`
    case 'weekly':
      return `${at} * * ${weekday}`
    case 'monthly':
      return `${at} ${day} * *`
  }
}
