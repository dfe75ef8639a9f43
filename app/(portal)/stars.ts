/** The id of the form that every star of Home posts. */
export const STARS = 'stars'
