import type { FlowContent } from './flow'

type Shown = Omit<FlowContent, 'owner' | 'definition'> & { readonly version: number }

/**
 * What the audit log keeps of a flow. What a version does never changes and stays, so its number tells all of it; what is
 * shown of the flow stands here. The contact may be a person's name, and is left out.
 */
export function shownFacts({ version, title, description, category, icon, colour }: Shown) {
  return { version, title, description, category, icon, colour }
}
