import { createHash } from 'node:crypto'
import { type Answer, html } from '../kit/http.ts'
import { type Markup, markup } from './markup.ts'
import { TENANT_NAME } from './seed.ts'

const STYLE = `
:root { color-scheme: light dark; --ground: #f2f2f2; --card: #fff; --text: #1b1b1b; --quiet: #5e5e5e; --line: #8a8886;
  --brand: #0067b8; --on-brand: #fff; --hover: #e6e6e6; --problem: #b3121d }
@media (prefers-color-scheme: dark) { :root { --ground: #111; --card: #1f1f1f; --text: #f3f3f3; --quiet: #b5b5b5;
  --line: #8a8886; --brand: #4ba0e1; --on-brand: #000; --hover: #333; --problem: #ff99a4 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center; background: var(--ground);
  color: var(--text); font: 15px/1.4 "Segoe UI", system-ui, sans-serif }
.note { width: 100%; padding: 8px 16px; background: #fff4ce; color: #3b2e00; text-align: center; font-size: 13px }
main { width: 100%; max-width: 440px; margin: auto; padding: 44px; background: var(--card); box-shadow: 0 2px 6px #0004 }
h1 { margin: 16px 0 12px; font-size: 24px; font-weight: 600; line-height: 1.2 }
p, ul { margin: 0 0 12px } .brand { margin: 0; color: var(--quiet); font-weight: 600 } .quiet { color: var(--quiet) }
.small { font-size: 13px; overflow-wrap: anywhere } .problem { color: var(--problem) }
ul.plain { padding: 0; list-style: none } form { margin: 0 }
button, .link { font: inherit; min-height: 36px; padding: 6px 16px; border: 1px solid var(--line); background: transparent;
  color: inherit; cursor: pointer; text-decoration: none }
button.main { border-color: var(--brand); background: var(--brand); color: var(--on-brand) }
button.account { display: block; width: 100%; padding: 10px 12px; border: 0; border-bottom: 1px solid var(--hover); text-align: left }
button:hover { background: var(--hover); color: var(--text) } button.account span { display: block }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px }
label { display: block; margin-bottom: 4px } input[type=text] { width: 100%; min-height: 36px; padding: 6px 8px; font: inherit;
  border: 1px solid var(--line); background: transparent; color: inherit }
label.check { display: flex; gap: 8px; margin: 12px 0 } .actions { display: flex; justify-content: flex-end; gap: 8px; margin-top: 20px }
details { margin-top: 16px } summary { cursor: pointer; color: var(--quiet) } details form { margin-top: 8px }
@media (max-width: 600px) { main { max-width: none; margin: 0; padding: 24px; box-shadow: none; flex: 1 } }
`

interface PageOptions {
  status?: number
  headers?: Record<string, string | string[]>
  /** Runs by itself where scripts are allowed; the page works without. */
  script?: string
}

/** One page of the emulator. It loads nothing, and no other page may frame it. */
export function page(
  title: string,
  content: Markup,
  { status = 200, headers = {}, script }: PageOptions = {},
): Answer {
  const scriptSource = script === undefined ? '' : ` script-src 'sha256-${sha256(script)}';`
  const policy = `default-src 'none'; style-src 'sha256-${sha256(STYLE)}';${scriptSource} frame-ancestors 'none'; base-uri 'none'`
  const text = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Entra ID emulator</title>
<style>`.text
  const body = markup`</style>
</head>
<body>
<div class="note" role="note">Emulator: this is not Microsoft Entra ID. Any account signs in without a password.</div>
<main>
<p class="brand">${TENANT_NAME}</p>
<h1>${title}</h1>
${content}
</main>`.text
  const tail = script === undefined ? '' : `\n<script>${script}</script>`
  return html(status, `${text}${STYLE}${body}${tail}\n</body>\n</html>\n`, {
    'cache-control': 'no-store',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    ...headers,
  })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
