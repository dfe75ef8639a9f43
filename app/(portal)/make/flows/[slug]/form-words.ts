import type { ActionFormWords } from '@/app/_components/action-form'
import type { Words } from '@/lib/language/words'

/** The words around each form of the editor. */
export function formWords({ make, flow }: Words, submit: string = make.save): ActionFormWords {
  return {
    submit,
    summary: make.summary,
    failed: make.notSaved,
    field: { choose: flow.choose, zone: flow.zone },
  }
}

/** Which flow, and the draft that the forms were made from. */
export function hiddenOf({
  flow,
  revision,
}: {
  readonly flow: { readonly slug: string }
  readonly revision: number
}) {
  return { slug: flow.slug, revision }
}
