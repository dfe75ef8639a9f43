import { type Command, CommandBar } from '@/app/_components/command-bar'
import { CopyButton } from '@/app/_components/copy-button'
import type { Words } from '@/lib/language/words'
import { isRepairable } from '@/lib/runs/repair'
import { isActive } from '@/lib/runs/run-state'
import type { RunView } from '@/lib/runs/server/get-run'
import { cancelRunAction, repairRunAction } from './actions'

interface RunCommandsProps {
  readonly view: RunView
  /** Only who started a run may act on it. */
  readonly mine: boolean
  readonly words: Words
}

export function RunCommands({
  view: { run, flow },
  mine,
  words: { run: words, shell, schedules, compare },
}: RunCommandsProps) {
  const commands: Command[] = []
  if (mine && isActive(run.state) && run.endedAt === undefined) {
    commands.push({ key: 'cancel', label: words.cancel, icon: 'stop', form: 'cancel-run' })
  }
  if (mine && isRepairable(run, flow.definition)) {
    commands.push({ key: 'repair', label: words.repair, icon: 'repair', form: 'repair-run' })
  }
  if (mine) commands.push({ key: 'again', label: words.again, icon: 'repeat', form: 'run-again' })
  if (mine && run.trigger !== 'test') {
    commands.push({ key: 'schedule', label: schedules.command, icon: 'calendar', href: `/runs/${run.id}/schedule` })
  }
  if (run.trigger !== 'test') {
    commands.push({ key: 'compare', label: compare.command, icon: 'table', href: `/runs/compare?run=${run.id}` })
  }
  if (run.runPageUrl) {
    commands.push({ key: 'open', label: words.openInDatabricks, icon: 'open', href: run.runPageUrl, plain: true })
  }
  return (
    <>
      <CommandBar label={shell.commands} moreLabel={shell.more} commands={commands}>
        <CopyButton text={`/runs/${run.id}`} label={words.copyLink} copiedLabel={shell.copied} look="command" link />
      </CommandBar>
      <form id="cancel-run" action={cancelRunAction} hidden>
        <input type="hidden" name="run" value={run.id} />
      </form>
      <form id="repair-run" action={repairRunAction} hidden>
        <input type="hidden" name="run" value={run.id} />
      </form>
      <form
        id="run-again"
        action={run.trigger === 'test' ? `/make/flows/${run.flowSlug}/test` : `/flows/${run.flowSlug}`}
        hidden
      >
        <input type="hidden" name="from" value={run.id} />
      </form>
    </>
  )
}
