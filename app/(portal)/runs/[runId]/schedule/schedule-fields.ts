import type { FieldSpec } from '@/app/_components/field-spec'
import type { Words } from '@/lib/language/words'
import { REPEATS } from '@/lib/schedules/repeat'
import { AGREED_DAYS } from '@/lib/schedules/schedule'

const DAYS = Array.from({ length: 31 }, (_, index) => String(index + 1))

/** What the form of a schedule asks for; what is to be agreed to is the last of it. All of it stands there at once: it works without scripts. */
export function scheduleFields(agreement: string, words: Words['schedules']): readonly FieldSpec[] {
  return [
    {
      ...{ name: 'repeat', type: 'choice', label: words.repeat, required: true, compact: true, half: true },
      options: REPEATS.map((repeat) => ({ value: repeat, label: words.repeats[repeat] })),
    },
    { name: 'time', type: 'text', label: words.time, help: words.timeHelp, maxLength: 5, half: true },
    {
      ...{
        name: 'weekday',
        type: 'choice',
        label: words.weekday,
        help: words.weekdayHelp,
        compact: true,
        half: true,
      },
      ...{ required: true, options: words.weekdays.map((label, value) => ({ value: String(value), label })) },
    },
    {
      ...{ name: 'day', type: 'choice', label: words.day, help: words.dayHelp, compact: true, half: true },
      ...{ required: true, options: DAYS.map((day) => ({ value: day, label: day })) },
    },
    { name: 'cron', type: 'text', label: words.cron, help: words.cronHelp, maxLength: 200, half: true },
    {
      ...{ name: 'timeZone', type: 'choice', label: words.zone, help: words.zoneHelp, compact: true, half: true },
      ...{ required: true, options: zones().map((zone) => ({ value: zone, label: zone })) },
    },
    {
      ...{ name: 'days', type: 'choice', label: words.days, required: true, compact: true, half: true },
      options: AGREED_DAYS.map((days) => ({ value: String(days), label: words.daysOf(days) })),
    },
    { name: 'agreed', type: 'yes-no', label: agreement },
  ]
}

function zones(): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return known.includes('UTC') ? known : ['UTC', ...known]
}
