import { MessageBar } from '@/app/_components/message-bar'
import { currentWords } from '@/app/_edge'
import { toldRefusal } from '@/lib/http/server/exchange'

/** Above a page to which a press has led that was refused: why, and what to do. */
export async function RefusedAction() {
  const error = toldRefusal()
  if (!error) return null
  const { errors, problem } = await currentWords()
  const { title, next } = errors[error.code](error.facts)
  return (
    <MessageBar tone="error" title={title}>
      {problem.notDone} {error.code === 'not_found' ? problem.goneMeanwhile : next}
    </MessageBar>
  )
}
