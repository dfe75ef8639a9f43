// Written by app/_generate/icons.mjs.

/** The sprite's path. Its name changes with its content, so a browser may keep it for ever. */
export const ICON_SPRITE = '/icons.b0638b6e.svg'
