const EVERY_MS = 5_000

/**
 * Waits for the end of a run, and has the browser tell it unless the page is in sight: that one says so itself. A hidden page
 * neither polls nor hears of changes otherwise.
 */
export async function tellEnd(runId: string, text: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const ended = await hasEnded(runId)
    if (ended && document.visibilityState === 'hidden') tell(runId, text)
    if (ended) return
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
}

/** An answer that does not come is asked for again. */
async function hasEnded(runId: string): Promise<boolean> {
  try {
    const answer = await fetch(`/api/runs/${runId}`, { cache: 'no-store' })
    return answer.ok && ((await answer.json()) as { ended: boolean }).ended
  } catch {
    return false
  }
}

/** One for each run, however many of its pages are open. */
function tell(runId: string, text: string): void {
  const notification = new Notification(text, { tag: runId })
  notification.onclick = () => {
    window.focus()
    notification.close()
  }
}
