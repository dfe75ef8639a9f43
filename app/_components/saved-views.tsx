import { changeViewAction, saveViewAction } from '@/app/(portal)/runs/view-actions'
import type { Words } from '@/lib/language/words'
import { RUN_LISTS, type RunList, type SavedView, type ViewProblem } from '@/lib/runs/saved-view'
import { Button } from './button'
import { MoreFilters } from './filter-bar'
import { MessageBar } from './message-bar'
import { PageLink } from './page-link'

interface SavedViewsProps {
  readonly list: RunList
  readonly views: readonly SavedView[]
  /** The list's own query, as `runQueryString` writes it. */
  readonly address: string
  /** What came of a change just now. */
  readonly changed: ViewProblem | 'open' | undefined
  readonly words: Words['runs']
}

/** The viewer's views of this list: to open, and behind a word to keep, rename, delete and begin with. */
export function SavedViews({ list, views, address, changed, words }: SavedViewsProps) {
  const place = (
    <>
      <input type="hidden" name="list" value={list} />
      <input type="hidden" name="address" value={address.slice(1)} />
    </>
  )
  return (
    <MoreFilters label={words.views} isOpen={changed !== undefined}>
      {changed !== undefined && changed !== 'open' && (
        <MessageBar tone="error">{words.viewProblems[changed]}</MessageBar>
      )}
      {views.length === 0 && <p>{words.noViews}</p>}
      <ul>
        {views.map(({ id, name, query, isStart }) => (
          <li key={id}>
            <PageLink href={`${RUN_LISTS[list]}${query || '?views=none'}`}>{name}</PageLink>{' '}
            {isStart && words.startMark}
            <form action={saveViewAction}>
              {place}
              <input type="hidden" name="view" value={id} />
              <input
                name="name"
                aria-label={`${words.viewName}: ${name}`}
                defaultValue={name}
                maxLength={60}
                required
              />
              <Button type="submit">{words.renameView}</Button>
            </form>
            <form action={changeViewAction}>
              {place}
              <input type="hidden" name="view" value={id} />
              <Button type="submit" name="to" value={isStart ? 'no-start' : 'start'}>
                {isStart ? words.noStartView : words.startView}
              </Button>
              <Button type="submit" name="to" value="deleted" aria-label={`${words.deleteView}: ${name}`}>
                {words.deleteView}
              </Button>
            </form>
          </li>
        ))}
      </ul>
      <form action={saveViewAction}>
        {place}
        <label>
          {words.viewName} <input name="name" maxLength={60} required />
        </label>
        <Button type="submit">{words.saveView}</Button>
      </form>
    </MoreFilters>
  )
}
