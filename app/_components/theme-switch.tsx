'use client'

import { type ChangeEvent, useId } from 'react'
import { keepCookie } from './keep-cookie'
import styles from './theme-switch.module.css'
import { THEMES, type Theme } from './themes'

/** A route that takes the form, or a server action. */
export type FormAction = string | ((form: FormData) => void | Promise<void>)

export interface ThemeWords {
  readonly theme: string
  readonly themes: Readonly<Record<Theme, string>>
  /** The button for people without scripts: "Apply". */
  readonly apply: string
}

interface ThemeSwitchProps {
  readonly theme: Theme
  /** Takes `theme` from the form where scripts are off, and keeps it in the cookie of that name. */
  readonly action: FormAction
  readonly words: ThemeWords
}

/** Changes the page's look at once, and for later visits in the cookie that the layout reads. */
export function ThemeSwitch({ theme, action, words }: ThemeSwitchProps) {
  const id = useId()
  function change({ currentTarget }: ChangeEvent<HTMLInputElement>) {
    document.documentElement.dataset.theme = currentTarget.value
    keepCookie('theme', currentTarget.value)
  }
  const post = typeof action === 'string' ? { method: 'post' } : {}
  return (
    <form action={action} {...post} className={styles.form}>
      <fieldset className={styles.choices}>
        <legend className={styles.legend}>{words.theme}</legend>
        {THEMES.map((name) => (
          <label key={name} className={styles.choice} htmlFor={`${id}${name}`}>
            <input
              id={`${id}${name}`}
              type="radio"
              name="theme"
              value={name}
              defaultChecked={name === theme}
              onChange={change}
            />
            {words.themes[name]}
          </label>
        ))}
      </fieldset>
      <noscript>
        <button type="submit">{words.apply}</button>
      </noscript>
    </form>
  )
}
