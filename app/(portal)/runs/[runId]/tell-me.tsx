'use client'

import { useEffect, useState } from 'react'
import { Button } from '@/app/_components/button'
import styles from './run-strip.module.css'

export interface TellMeWords {
  /** Beside the button: what becomes of the run without this page. */
  readonly mayClose: string
  readonly button: string
  readonly on: string
  readonly refused: string
  readonly unable: string
  /** Of the notification: "Refresh sales, run 12 has ended" */
  readonly ended: string
}

interface TellMeProps {
  readonly runId: string
  readonly words: TellMeWords
}

type Answer = 'unasked' | 'on' | 'refused' | 'unable'

/** While a run is under way: nobody has to wait here, and who looks elsewhere is told by the browser when it ends. */
export function TellMe({ runId, words }: TellMeProps) {
  const [answer, setAnswer] = useState<Answer>('unasked')
  const { ended } = words
  useEffect(() => {
    if (answer !== 'on') return
    const stop = new AbortController()
    void import('./tell-end').then(({ tellEnd }) => tellEnd(runId, ended, stop.signal))
    return () => stop.abort()
  }, [answer, runId, ended])
  return (
    <p className={styles.tell} role="status">
      {answer === 'unasked' ? words.mayClose : words[answer]}{' '}
      {answer === 'unasked' && (
        <span className="script-only">
          <Button onClick={() => void askBrowser().then(setAnswer)}>{words.button}</Button>
        </span>
      )}
    </p>
  )
}

/** The browser asks the person itself, unless they have answered before. */
async function askBrowser(): Promise<Answer> {
  if (!('Notification' in window)) return 'unable'
  return (await Notification.requestPermission()) === 'granted' ? 'on' : 'refused'
}
