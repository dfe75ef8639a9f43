'use client'

import { useActionState } from 'react'
import { SubmitButton } from '@/app/_components/submit-button'
import { type TestState, testConnectionAction } from './actions'

interface TestConnectionProps {
  readonly connector: string
  readonly words: { readonly test: string; readonly label: string; readonly testing: string }
}

const UNTRIED: TestState = {}

/** Asks Databricks who one is. Without scripts the page comes back with what it said. */
export function TestConnection({ connector, words }: TestConnectionProps) {
  const [{ works, fails }, action, pending] = useActionState(testConnectionAction, UNTRIED)
  return (
    <form action={action}>
      <input type="hidden" name="connector" value={connector} />
      <SubmitButton look="default" aria-label={words.label}>
        {words.test}
      </SubmitButton>
      <div role="status">
        {pending && words.testing}
        {!pending && works && <p>{works}</p>}
        {!pending && fails && (
          <p>
            <strong>{fails.title}</strong> {fails.next}
          </p>
        )}
      </div>
    </form>
  )
}
