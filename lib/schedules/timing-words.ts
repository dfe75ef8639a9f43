interface TimingWords {
  readonly hourly: (minute: string) => string
  readonly daily: (time: string) => string
  readonly weekdays: (time: string) => string
  readonly weekly: (weekday: number, time: string) => string
  readonly monthly: (day: number, time: string) => string
  readonly cron: (cron: string) => string
}

const TWO = (text: string): string => text.padStart(2, '0')

/** A timing as people say it; what the form does not offer, as it was written. */
export function timingWords(cron: string, words: TimingWords): string {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.split(' ')
  const isPlain = /^\d+$/.test(minute) && month === '*'
  if (!isPlain) return words.cron(cron)
  if (hour === '*' && day === '*' && weekday === '*') return words.hourly(TWO(minute))
  if (!/^\d+$/.test(hour)) return words.cron(cron)
  const time = `${TWO(hour)}:${TWO(minute)}`
  if (day === '*' && weekday === '*') return words.daily(time)
  if (day === '*' && weekday === '1-5') return words.weekdays(time)
  if (day === '*' && /^[0-6]$/.test(weekday)) return words.weekly(Number(weekday), time)
  if (/^\d+$/.test(day) && weekday === '*') return words.monthly(Number(day), time)
  return words.cron(cron)
}
