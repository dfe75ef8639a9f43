import type { RootContent, Table } from 'mdast'
import { Fragment, type ReactNode } from 'react'

/** A part of a Markdown text as React makes it: text stays text, a picture is its words, and a link leads only to https. */
export function markdownPart(part: RootContent, at: number): ReactNode {
  switch (part.type) {
    case 'heading':
      return heading(part.depth, part.children.map(markdownPart), at)
    case 'paragraph':
      return <p key={at}>{part.children.map(markdownPart)}</p>
    case 'list':
      return part.ordered ? (
        <ol key={at} start={part.start ?? 1}>
          {part.children.map(markdownPart)}
        </ol>
      ) : (
        <ul key={at}>{part.children.map(markdownPart)}</ul>
      )
    case 'listItem':
      return <li key={at}>{part.children.map(markdownPart)}</li>
    case 'blockquote':
      return <blockquote key={at}>{part.children.map(markdownPart)}</blockquote>
    case 'table':
      return table(part, at)
    case 'code':
      return (
        <pre key={at}>
          <code>{part.value}</code>
        </pre>
      )
    case 'inlineCode':
      return <code key={at}>{part.value}</code>
    case 'strong':
      return <strong key={at}>{part.children.map(markdownPart)}</strong>
    case 'emphasis':
      return <em key={at}>{part.children.map(markdownPart)}</em>
    case 'link':
      return link(part.url, part.children.map(markdownPart), at)
    case 'image':
      return <Fragment key={at}>{part.alt ?? ''}</Fragment>
    case 'thematicBreak':
      return <hr key={at} />
    case 'break':
      return <br key={at} />
    case 'text':
    case 'html':
      return <Fragment key={at}>{part.value}</Fragment>
    default:
      return 'children' in part ? <Fragment key={at}>{part.children.map(markdownPart)}</Fragment> : null
  }
}

/** The page has a title of its own: the text's headings stand below it. */
function heading(depth: number, children: ReactNode, at: number): ReactNode {
  if (depth === 1) return <h2 key={at}>{children}</h2>
  return depth === 2 ? <h3 key={at}>{children}</h3> : <h4 key={at}>{children}</h4>
}

/** Whoever wrote the text is not known: another site is opened by itself, and is not told where from. */
function link(url: string, children: ReactNode, at: number): ReactNode {
  if (URL.parse(url)?.protocol !== 'https:') return <Fragment key={at}>{children}</Fragment>
  return (
    <a key={at} href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

function table({ children: [head, ...rows] }: Table, at: number): ReactNode {
  return (
    <table key={at}>
      <thead>
        <tr>
          {head?.children.map((cell, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text's cells never move
            <th key={place} scope="col">
              {cell.children.map(markdownPart)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text's rows never move
          <tr key={index}>
            {row.children.map((cell, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a text's cells never move
              <td key={place}>{cell.children.map(markdownPart)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
