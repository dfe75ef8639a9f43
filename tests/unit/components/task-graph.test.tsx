import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { TaskGraph, type TaskNode } from '@/app/_components/task-graph'
import { layOut, NODE_WIDTH } from '@/app/_components/task-graph-layout'

describe('the layout of tasks', () => {
  it('puts each behind all that it waits for', () => {
    const { nodes } = layOut(['d', 'b', 'a', 'c'], edges('a>b', 'a>c', 'b>d', 'c>d'))
    const left = (key: string) => nodes.get(key)?.x ?? Number.NaN
    expect(left('a') + NODE_WIDTH).toBeLessThan(left('b'))
    expect(left('b')).toBe(left('c'))
    expect(left('c') + NODE_WIDTH).toBeLessThan(left('d'))
  })

  it('leaves out an edge to a task that is not there, and survives a ring', () => {
    const { nodes, edges: drawn } = layOut(['a', 'b'], edges('a>b', 'b>a', 'gone>b'))
    expect(nodes.size).toBe(2)
    expect(drawn.map(({ from, to }) => from + to)).toEqual(['ab', 'ba'])
  })

  it('takes a hundred tasks, none on top of another', () => {
    const keys = Array.from({ length: 100 }, (_, number) => `task_${number}`)
    const chain = keys.slice(1).map((to, number) => ({ from: keys[Math.floor(number / 3)] ?? '', to }))
    const { nodes } = layOut(keys, chain)
    expect(new Set([...nodes.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(100)
  })
})

function edges(...all: readonly string[]) {
  return all.map((edge) => {
    const [from = '', to = ''] = edge.split('>')
    return { from, to }
  })
}

describe('the graph of tasks', () => {
  const node = (key: string, change: Partial<TaskNode> = {}): TaskNode => ({
    ...{ key, name: key, facts: 'Notebook · Failed', status: 'Failed', href: `?task=${key}` },
    ...{ current: false, description: 'waits for no other task' },
    ...change,
  })

  it('is a row of links that say in words what the arrows show', () => {
    const nodes = [node('load'), node('clean', { description: 'after load', current: true })]
    const markup = renderToStaticMarkup(
      <TaskGraph label="Tasks" nodes={nodes} edges={[{ from: 'load', to: 'clean', label: 'if true' }]} />,
    )
    expect(markup).toContain('aria-label="clean, Notebook · Failed, after load"')
    expect(markup.match(/aria-current="true"/g)).toHaveLength(1)
    expect(markup).toContain('>if true</text>')
    expect(markup).not.toContain('style=')
  })

  it('shortens a long name in its middle, and says all of it', () => {
    const name = 'validate_customer_addresses_in_the_north_2026'
    const markup = renderToStaticMarkup(<TaskGraph label="Tasks" nodes={[node(name)]} edges={[]} />)
    expect(markup).toContain('validate_customer_…orth_2026')
    expect(markup).toContain(`aria-label="${name}`)
  })
})
