import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Gantt, type GanttRow } from '@/app/_components/gantt'

const AT = Date.UTC(2026, 10, 3)

function draw(rows: readonly Partial<GanttRow>[], nowMs = AT + 100): string {
  const full = rows.map((row, at) => ({
    key: `${at}`,
    name: `task ${at}`,
    status: 'Succeeded' as const,
    description: '',
    ...row,
  }))
  return renderToStaticMarkup(<Gantt label="Tasks" rows={full} nowMs={nowMs} />)
}

it('lays bars on one scale, from the first start to the last end', () => {
  const markup = draw([
    { startMs: AT, endMs: AT + 40 },
    { startMs: AT + 40, endMs: AT + 100 },
  ])
  expect(markup).toContain('viewBox="0 0 100 1"')
  expect(markup).toContain('<rect x="0" width="40" height="1">')
  expect(markup).toContain('<rect x="40" width="60" height="1">')
})

it('draws a task that is still running up to now', () => {
  expect(draw([{ status: 'Running', startMs: AT }], AT + 250)).toContain('<rect x="0" width="250" height="1">')
})

it('draws no bar for a task that has not started', () => {
  const markup = draw([{ status: 'Waiting' }, { startMs: AT, endMs: AT + 100 }])
  expect(markup.match(/<rect/g)).toHaveLength(1)
})

it('shows even the shortest task, and keeps it inside the picture', () => {
  const markup = draw([
    { startMs: AT, endMs: AT + 1000 },
    { startMs: AT + 1000, endMs: AT + 1000 },
  ])
  expect(markup).toContain('<rect x="995" width="5" height="1">')
})

it('stays whole where nothing has started', () => {
  expect(draw([{ status: 'Queued' }])).toContain('viewBox="0 0 1 1"')
})
