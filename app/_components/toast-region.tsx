'use client'

import { useEffect, useState } from 'react'
import styles from './toast-region.module.css'

const EVENT = 'lakeport:toast'
const SHOWN_MS = 8000

/** Says a short sentence in the corner of the page and to readers of the screen. What matters also stands on the page. */
export function showToast(text: string): void {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: text }))
}

/** Says its text once when a page appears: what the action before it has done. */
export function Toast({ text }: { readonly text: string }) {
  useEffect(() => showToast(text), [text])
  return null
}

/** The shell's one place for toasts. */
export function ToastRegion() {
  const [toast, setToast] = useState<{ readonly text: string }>()
  useEffect(() => {
    const show = (event: Event) => event instanceof CustomEvent && setToast({ text: String(event.detail) })
    window.addEventListener(EVENT, show)
    return () => window.removeEventListener(EVENT, show)
  }, [])
  useEffect(() => {
    if (!toast) return
    const timer = setTimeout(() => setToast(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [toast])
  return (
    <div className={styles.region} aria-live="polite">
      {toast && <p className={styles.toast}>{toast.text}</p>}
    </div>
  )
}
