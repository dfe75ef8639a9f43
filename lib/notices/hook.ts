import type { RunStatus } from '@/lib/runs/run-status'
import type { NoticeEvent } from './notice'

/** All that a message says: nothing that was typed into a form, and nothing of what the run left. */
export interface HookFacts {
  readonly id: string
  readonly event: NoticeEvent
  /** "Refresh sales, run 12: Failed" */
  readonly title: string
  /** Who asked for the message; it was their run. */
  readonly person: string
  readonly run:
    | {
        readonly id: string
        readonly number: number
        readonly flow: string
        readonly status: RunStatus
        readonly createdAt: Date
        readonly endedAt: Date | undefined
        readonly url: string
      }
    | undefined
}

/** What a program gets: JSON, whose names stay. */
export function webhookBody({ id, event, person, run }: HookFacts): string {
  return JSON.stringify({
    id,
    event,
    person,
    run: run && {
      ...{ id: run.id, number: run.number, flow: run.flow, status: run.status, url: run.url },
      ...{ createdAt: run.createdAt.toISOString(), endedAt: run.endedAt?.toISOString() },
    },
  })
}

interface CardWords {
  readonly person: string
  readonly open: string
}

/** An Adaptive Card for a Workflows webhook of Teams. Text runs show no markup: a flow's title is its maker's. */
export function teamsBody({ title, person, run }: HookFacts, words: CardWords): string {
  const line = (text: string, more = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...more }],
  })
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [line(title, { weight: 'Bolder' }), line(`${words.person}: ${person}`)],
    ...(run && { actions: [{ type: 'Action.OpenUrl', title: words.open, url: run.url }] }),
  }
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }
  return JSON.stringify({ type: 'message', attachments: [attachment] })
}
