export const THEMES = ['system', 'light', 'dark', 'contrast'] as const

export type Theme = (typeof THEMES)[number]
