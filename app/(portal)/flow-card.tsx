import { Button, LinkButton } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { iconNamed } from '@/app/_components/icon-named'
import { PageLink } from '@/app/_components/page-link'
import { StatusBadge } from '@/app/_components/status-badge'
import { Time } from '@/app/_components/time'
import type { FlowCard } from '@/lib/flows/server/list-flows'
import type { Words } from '@/lib/language/words'

/** The id of the form that every star of the page posts. */
export const STARS = 'stars'

/** One flow on Home: what it does, how it last went, the star and the way to run it. */
export function FlowCardView({ card, words }: { readonly card: FlowCard; readonly words: Words['home'] }) {
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
        <LinkButton look="primary" icon="play" href={`/flows/${slug}`} aria-label={words.runFlow(title)}>
          {words.run}
        </LinkButton>
      }
    />
  )
}

type LastRunProps = NonNullable<FlowCard['lastRun']> & { readonly words: Words['home'] }

/** The word is the link; a line of its own says when. */
function LastRun({ id, status, createdAt, words }: LastRunProps) {
  return (
    <>
      <PageLink href={`/runs/${id}`}>
        <StatusBadge status={status} label={words.statuses[status]} />
      </PageLink>
      <Time at={createdAt} />
    </>
  )
}

/** It posts the page's one form of stars: a form for each card would double what the page weighs. */
function Star({
  card: { slug, title, favourite },
  words,
}: {
  readonly card: FlowCard
  readonly words: Words['home']
}) {
  return (
    <Button
      type="submit"
      form={STARS}
      name={favourite ? 'unstar' : 'star'}
      value={slug}
      look="subtle"
      icon={favourite ? 'star-filled' : 'star'}
      label={favourite ? words.removeFavourite(title) : words.addFavourite(title)}
    />
  )
}
