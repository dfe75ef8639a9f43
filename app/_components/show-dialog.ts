const FIRST = 'input:not([type="hidden"]), select, textarea'

/** Opens a dialog over the page, with the focus on its first field, or on its heading where there is none to fill in. */
export function showDialog(dialog: HTMLDialogElement): void {
  dialog.removeAttribute('open') // as the server wrote it for people without scripts; close() would report a close
  dialog.showModal()
  const start =
    dialog.querySelector<HTMLElement>(`[data-autofocus], ${FIRST}`) ?? dialog.querySelector<HTMLElement>('h2')
  start?.focus()
}
