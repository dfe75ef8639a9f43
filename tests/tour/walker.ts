import type { Locator, Page } from 'playwright/test'
import { pictureInLooks } from './looks.ts'

/** What a journey cost. Seconds are those in which the portal was waited for: nobody thinks or reads here. */
export interface Cost {
  readonly clicks: number
  /** Fields that were typed into. */
  readonly fields: number
  readonly seconds: number
  readonly screens: readonly string[]
}

/** Goes through the portal as a person does, by what is on the screen, and counts. */
export class Walker {
  readonly page: Page
  readonly #folder: string
  #clicks = 0
  #fields = 0
  #spentMs = 0
  #since = performance.now()
  readonly #screens: string[] = []

  /** Pictures go to `folder`; '' for none. */
  constructor(page: Page, folder: string) {
    this.page = page
    this.#folder = folder
  }

  async click(role: 'button' | 'link', name: string | RegExp): Promise<void> {
    this.#clicks += 1
    const named = typeof name === 'string' ? { name, exact: true } : { name }
    await this.page.getByRole(role, named).first().click()
  }

  /** A radio button, or a box. */
  async tick(label: string): Promise<void> {
    this.#clicks += 1
    await this.page.getByLabel(label).first().check()
  }

  async choose(label: string, option: string): Promise<void> {
    this.#clicks += 2 // to open the list, and the entry
    // A label around a list is named by its entries too.
    await this.page
      .getByRole('combobox', { name: new RegExp(`^${label}`) })
      .first()
      .selectOption(option)
  }

  async type(field: string, text: string): Promise<void> {
    this.#fields += 1
    const found = (role: 'combobox' | 'textbox') => this.page.getByRole(role, { name: field, exact: true })
    await found('textbox').or(found('combobox')).first().fill(text)
  }

  /** To open the browser's dialog, and the file in it. */
  async attach(field: string, name: string, content: object): Promise<void> {
    this.#clicks += 2
    const buffer = Buffer.from(JSON.stringify(content))
    await this.page.getByLabel(field).setInputFiles({ name, mimeType: 'application/json', buffer })
  }

  /** A step is over when the screen says so. */
  async reads(text: string | RegExp | Locator): Promise<void> {
    const shown = typeof text === 'object' && 'waitFor' in text ? text : this.page.getByText(text).first()
    await shown.waitFor({ timeout: 60_000 })
  }

  /** The screen as it stands, in light and dark and on a phone. The clock stands still for that. */
  async screen(name: string): Promise<void> {
    this.#spentMs += performance.now() - this.#since
    this.#screens.push(name)
    if (this.#folder !== '') await pictureInLooks(this.page, this.#folder, name)
    this.#since = performance.now()
  }

  get cost(): Cost {
    const ms = this.#spentMs + performance.now() - this.#since
    return { clicks: this.#clicks, fields: this.#fields, seconds: ms / 1_000, screens: this.#screens }
  }
}
