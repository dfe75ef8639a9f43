import { SubmitButton } from '@/app/_components/submit-button'
import styles from '@/app/(portal)/connections/connections.module.css'
import type { Words } from '@/lib/language/words'
import type { Schedule, ScheduleStatus } from '@/lib/schedules/schedule'
import { changeScheduleAction } from './actions'

interface ScheduleButtonsProps {
  readonly schedule: Schedule
  readonly status: ScheduleStatus
  /** Only its person can turn it on. */
  readonly isOwn: boolean
  /** The list to come back to. */
  readonly areEverybodys: boolean
  readonly words: Words['schedules']
}

export function ScheduleButtons({ schedule, status, isOwn, areEverybodys, words }: ScheduleButtonsProps) {
  const named = (action: string) => words.of(action, schedule.flowTitle)
  return (
    <form action={changeScheduleAction}>
      <input type="hidden" name="schedule" value={schedule.id} />
      {areEverybodys && <input type="hidden" name="all" value="1" />}
      <div className={styles.actions}>
        {status === 'on' && (
          <SubmitButton look="default" name="to" value="off" aria-label={named(words.turnOff)}>
            {words.turnOff}
          </SubmitButton>
        )}
        {status === 'off' && isOwn && (
          <SubmitButton look="default" name="to" value="on" aria-label={named(words.turnOn)}>
            {words.turnOn}
          </SubmitButton>
        )}
        <SubmitButton look="default" name="to" value="deleted" icon="delete" aria-label={named(words.delete)}>
          {words.delete}
        </SubmitButton>
      </div>
    </form>
  )
}
