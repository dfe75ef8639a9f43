import { ActionButton } from '@/app/_components/action-button'
import { LinkButton } from '@/app/_components/link-button'
import { commandAction } from './command-actions'
import styles from './editor.module.css'
import { hiddenOf } from './form-words'
import type { PartProps } from './part-props'

/** What can be done with the flow as a whole. */
export function EditorCommands({ opened, words: { make: words } }: PartProps) {
  const { flow } = opened
  const command = (what: string) => ({
    action: commandAction,
    hidden: { ...hiddenOf(opened), do: what },
    failed: words.notSaved,
  })
  return (
    <div className={styles.commands}>
      {flow.draft && <ActionButton {...command('publish')} text={words.publish} icon="check" look="primary" />}
      <LinkButton href={`/make/flows/${flow.slug}/test`} icon="play" look="command">
        {words.test}
      </LinkButton>
      {flow.version > 0 && (
        <LinkButton href={`/flows/${flow.slug}`} icon="open" look="command">
          {words.open}
        </LinkButton>
      )}
      {flow.version > 0 && flow.state === 'on' && (
        <ActionButton {...command('off')} text={words.turnOff} icon="stop" look="command" />
      )}
      {flow.version > 0 && flow.state === 'off' && (
        <ActionButton {...command('on')} text={words.turnOn} icon="play" look="command" />
      )}
      {flow.draft && (
        <ActionButton
          {...command('discard')}
          text={flow.version > 0 ? words.discard : words.deleteDraft}
          icon="delete"
          look="command"
        />
      )}
    </div>
  )
}
