'use client'

import { useActionState } from 'react'
import { EditFields } from '@/app/_components/edit-form'
import type { EditFormProps } from '@/app/_components/edit-state'
import { KeyValues } from '@/app/_components/key-values'
import { MessageBar } from '@/app/_components/message-bar'
import { type MakeAppState, makeAppAction } from './app-actions'

interface MakeAppFormProps extends Omit<EditFormProps, 'action'> {
  readonly told: {
    readonly made: string
    readonly taken: string
    readonly takenSecret: string
    readonly clientId: string
    readonly secret: string
    readonly once: string
    readonly copy: string
    readonly copied: string
  }
}

const UNTRIED: MakeAppState = { issues: [] }

/** Asks for an app; in its place then stands what was made, with the secret this once. */
export function MakeAppForm({ told, ...form }: MakeAppFormProps) {
  const [state, post] = useActionState(makeAppAction, UNTRIED)
  if (state.made) return <MadeApp app={state.made} told={told} />
  return <EditFields {...form} state={state} post={post} />
}

interface MadeAppProps {
  readonly app: NonNullable<MakeAppState['made']>
  readonly told: MakeAppFormProps['told']
}

function MadeApp({ app, told }: MadeAppProps) {
  const { clientId, secret, isTaken, isConfidential } = app
  return (
    <>
      <MessageBar tone="success">
        {isTaken ? told.taken : told.made} {isTaken && isConfidential && told.takenSecret} {secret && told.once}
      </MessageBar>
      <KeyValues
        items={[
          { label: told.clientId, value: clientId, copy: clientId },
          ...(secret ? [{ label: told.secret, value: <code>{secret}</code>, copy: secret }] : []),
        ]}
        copyLabel={told.copy}
        copiedLabel={told.copied}
      />
    </>
  )
}
