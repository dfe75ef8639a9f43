import type { ReactNode } from 'react'

interface SentenceProps {
  /** "Updated {age} ago": where the part stands is up to the language. */
  readonly text: string
  readonly part: ReactNode
}

/** A sentence of the catalogue with a component in the place that it names in braces. */
export function Sentence({ text, part }: SentenceProps) {
  const [before, after] = text.split(/\{\w+\}/)
  return (
    <>
      {before}
      {part}
      {after}
    </>
  )
}
