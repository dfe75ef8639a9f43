/**
 * Writes app/tokens.css: those of Fluent's design tokens (MIT) that our style sheets use.
 * Light and dark share one light-dark() value, so that the person's system decides where nobody chose a theme.
 *   node app/_generate/tokens.mjs
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { teamsHighContrastTheme, webDarkTheme, webLightTheme } from '@fluentui/tokens'

const app = new URL('../', import.meta.url)
const AMBIENT = 'colorNeutralShadowAmbient'
const KEY = 'colorNeutralShadowKey'

const used = usedTokens()
const lines = used.map((token) => `  --${token}: ${lightAndDark(token)};`)
const contrast = used
  .filter((token) => token.startsWith('color'))
  .map((token) => `  --${token}: ${teamsHighContrastTheme[token]};`)

writeFileSync(
  new URL('tokens.css', app),
  `/* Written by app/_generate/tokens.mjs from @fluentui/tokens, Copyright (c) Microsoft Corporation, MIT License. */
:root {
  color-scheme: light dark;
${lines.join('\n')}
}
:root[data-theme="light"] {
  color-scheme: light;
}
:root[data-theme="dark"] {
  color-scheme: dark;
}
:root[data-theme="contrast"] {
  color-scheme: dark;
${contrast.join('\n')}
}
`,
)
console.log(`tokens.css: ${used.length} tokens`)

/** Every var(--name) of our style sheets that is a token of Fluent's, and the two colours that shadows are made of. */
function usedTokens() {
  const names = new Set()
  for (const file of globSync('**/*.css', { cwd: app })) {
    if (file === 'tokens.css') continue
    for (const [, name] of readFileSync(new URL(file, app), 'utf8').matchAll(/var\(--([A-Za-z]\w+)/g)) names.add(name)
  }
  const known = [...names].filter((name) => name in webLightTheme)
  const shadows = known.some((name) => name.startsWith('shadow')) ? [AMBIENT, KEY] : []
  return [...new Set([...known, ...shadows])].sort()
}

function lightAndDark(token) {
  const light = webLightTheme[token]
  const dark = webDarkTheme[token]
  if (token.startsWith('shadow')) {
    return light
      .replaceAll(webLightTheme[AMBIENT], `var(--${AMBIENT})`)
      .replaceAll(webLightTheme[KEY], `var(--${KEY})`)
  }
  return light === dark ? light : `light-dark(${light}, ${dark})`
}
