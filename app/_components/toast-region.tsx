'use client'

import { useEffect, useSyncExternalStore } from 'react'
import styles from './toast-region.module.css'

const SHOWN_MS = 8000

interface Shown {
  readonly text: string
}

/** Kept here and not in the region: a page may have something to say before the region around it is ready to listen. */
let shown: Shown | undefined
const listeners = new Set<() => void>()

/** Says a short sentence in the corner of the page and to readers of the screen. What matters also stands on the page. */
export function showToast(text: string): void {
  change({ text })
}

/** Says its text once when a page appears: what the action before it has done. */
export function Toast({ text }: { readonly text: string }) {
  useEffect(() => showToast(text), [text])
  return null
}

/** The shell's one place for toasts. */
export function ToastRegion() {
  const toast = useSyncExternalStore(
    subscribe,
    () => shown,
    () => undefined,
  )
  useEffect(() => {
    if (!toast) return
    const timer = setTimeout(() => change(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [toast])
  return (
    <div className={styles.region} aria-live="polite">
      {toast && <p className={styles.toast}>{toast.text}</p>}
    </div>
  )
}

function change(next: Shown | undefined): void {
  shown = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
