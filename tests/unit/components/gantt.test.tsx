import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Gantt, type GanttRow } from '@/app/_components/gantt'
import type { Phase } from '@/lib/runs/task-facts'

const AT = Date.UTC(2026, 10, 3)
const NAMES = { queue: 'Queue', setup: 'Set-up', work: 'Work', cleanup: 'Clean-up' }

function draw(rows: readonly Partial<GanttRow>[], nowMs = AT + 100): string {
  const full = rows.map((row, at) => ({
    key: `${at}`,
    name: `task ${at}`,
    status: 'Succeeded' as const,
    description: '',
    bars: [],
    ...row,
  }))
  return renderToStaticMarkup(<Gantt label="Tasks" rows={full} nowMs={nowMs} phases={NAMES} />)
}

const bar = (from: number, to: number, phase: Phase = 'work') => ({ phase, fromMs: AT + from, toMs: AT + to })

it('lays bars on one scale, from the first start to the last end', () => {
  const markup = draw([{ bars: [bar(0, 40)] }, { bars: [bar(40, 100)] }])
  expect(markup).toContain('viewBox="0 0 100 1"')
  expect(markup).toContain('<rect x="0" width="40" height="1"')
  expect(markup).toContain('<rect x="40" width="60" height="1"')
})

it('tells the parts of a bar apart, and says what they are', () => {
  const markup = draw([{ bars: [bar(0, 30, 'setup'), bar(30, 100)] }])
  expect(markup).toContain('<rect x="0" width="30" height="1" data-phase="setup">')
  expect(markup).toContain('<rect x="30" width="70" height="1" data-phase="work">')
  expect(markup).toMatch(/<ul.*Set-up<\/li>.*Work<\/li><\/ul>/s)
  expect(draw([{ bars: [bar(0, 30)] }])).not.toContain('<ul')
})

it('folds earlier attempts up, on the same scale', () => {
  const again = { label: '1 earlier attempt', rows: [{ ...first(), bars: [bar(-100, 0)] }] }
  const markup = draw([{ bars: [bar(0, 100)], earlier: again }])
  expect(markup).toContain('viewBox="0 0 200 1"')
  expect(markup).toContain('<summary>1 earlier attempt</summary>')
  expect(markup).toContain('<rect x="100" width="100" height="1"')
})

const first = (): GanttRow => ({ key: 'first', name: 'Attempt 1', status: 'Failed', description: '', bars: [] })

it('draws no bar for a task that has not started', () => {
  const markup = draw([{ status: 'Waiting' }, { bars: [bar(0, 100)] }])
  expect(markup.match(/<rect/g)).toHaveLength(1)
})

it('shows even the shortest task, and keeps it inside the picture', () => {
  expect(draw([{ bars: [bar(0, 1000)] }, { bars: [bar(1000, 1000)] }])).toContain(
    '<rect x="995" width="5" height="1"',
  )
})

it('stays whole where nothing has started', () => {
  expect(draw([{ status: 'Queued' }])).toContain('viewBox="0 0 1 1"')
})
