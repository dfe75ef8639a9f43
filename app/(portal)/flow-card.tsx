import { Button, LinkButton } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { iconNamed } from '@/app/_components/icon-named'
import { PageLink } from '@/app/_components/page-link'
import { StatusBadge } from '@/app/_components/status-badge'
import { Time } from '@/app/_components/time'
import type { FlowCard } from '@/lib/flows/server/list-flows'
import type { Words } from '@/lib/language/words'
import { favouriteAction } from './actions'

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
      searchText={`${title} ${description} ${category}`}
      status={lastRun && <LastRun {...lastRun} />}
      corner={<Star card={card} words={words} />}
      action={
        <LinkButton look="primary" icon="play" href={`/flows/${slug}`} aria-label={words.runFlow(title)}>
          {words.run}
        </LinkButton>
      }
    />
  )
}

function LastRun({ id, status, createdAt }: NonNullable<FlowCard['lastRun']>) {
  return (
    <PageLink href={`/runs/${id}`}>
      <StatusBadge status={status} /> <Time at={createdAt} />
    </PageLink>
  )
}

function Star({
  card: { slug, title, favourite },
  words,
}: {
  readonly card: FlowCard
  readonly words: Words['home']
}) {
  return (
    <form action={favouriteAction}>
      <input type="hidden" name="slug" value={slug} />
      <input type="hidden" name="favourite" value={favourite ? 'no' : 'yes'} />
      <Button
        type="submit"
        look="subtle"
        icon={favourite ? 'star-filled' : 'star'}
        label={favourite ? words.removeFavourite(title) : words.addFavourite(title)}
      />
    </form>
  )
}
