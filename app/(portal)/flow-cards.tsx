'use client'

import { Button } from '@/app/_components/button'
import { Card, CardGrid } from '@/app/_components/card'
import { iconNamed } from '@/app/_components/icon-named'
import { LinkButton } from '@/app/_components/link-button'
import { PageLink } from '@/app/_components/page-link'
import { StatusBadge } from '@/app/_components/status-badge'
import { Time } from '@/app/_components/time'
import type { FlowCard } from '@/lib/flows/server/list-flows'
import type { Words } from '@/lib/language/words'
import { STARS } from './stars'

/** What stands on a card besides its data; `{title}` in a text is the flow's. */
export type CardWords = Pick<
  Words['home'],
  'run' | 'runFlow' | 'neverRun' | 'addFavourite' | 'removeFavourite' | 'statuses'
>

interface FlowCardsProps {
  readonly id?: string
  readonly cards: readonly FlowCard[]
  readonly words: CardWords
}

/**
 * Cards, drawn by the server and by the browser alike: so the page carries the data of each card once beside its markup,
 * and not the markup twice.
 */
export function FlowCards({ id, cards, words }: FlowCardsProps) {
  return (
    <CardGrid {...(id && { id })}>
      {cards.map((card) => (
        <FlowCardView key={card.slug} card={card} words={words} />
      ))}
    </CardGrid>
  )
}

/** One flow on Home: what it does, how it last went, the star and the way to run it. */
function FlowCardView({ card, words }: { readonly card: FlowCard; readonly words: CardWords }) {
  const { slug, title, description, category, lastRun } = card
  return (
    <Card
      title={title}
      href={`/flows/${slug}`}
      icon={iconNamed(card.icon)}
      iconColor={card.colour}
      description={description}
      meta={category}
      status={lastRun ? <LastRun {...lastRun} words={words} /> : words.neverRun}
      corner={<Star card={card} words={words} />}
      action={
        <LinkButton look="primary" icon="play" href={`/flows/${slug}`} aria-label={named(words.runFlow, title)}>
          {words.run}
        </LinkButton>
      }
    />
  )
}

type LastRunProps = NonNullable<FlowCard['lastRun']> & { readonly words: CardWords }

/**
 * The word is the link; a line of its own says when. It leads there by the run's number: ids on two dozen cards, which
 * nothing compresses, would be a tenth of the page.
 */
function LastRun({ number, status, createdAt, words }: LastRunProps) {
  return (
    <>
      <PageLink href={`/runs/${number}`}>
        <StatusBadge status={status} label={words.statuses[status]} />
      </PageLink>
      <Time at={createdAt} />
    </>
  )
}

/** It posts the page's one form of stars: a form for each card would double what the page weighs. */
function Star({ card: { slug, title, favourite }, words }: { readonly card: FlowCard; readonly words: CardWords }) {
  return (
    <Button
      type="submit"
      form={STARS}
      name={favourite ? 'unstar' : 'star'}
      value={slug}
      look="subtle"
      icon={favourite ? 'star-filled' : 'star'}
      label={favourite ? named(words.removeFavourite, title) : named(words.addFavourite, title)}
    />
  )
}

function named(text: string, title: string): string {
  return text.replace('{title}', title)
}
