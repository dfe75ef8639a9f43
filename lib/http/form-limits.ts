/** What a form of ours may weigh, and how many fields it may have (IO-2). */
export const MOST_FORM_BYTES = 65_536
export const MOST_FORM_FIELDS = 500
