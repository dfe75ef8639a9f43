/**
 * Writes public/icons.<hash>.svg, app/_components/icon-sprite.ts and icon-names.ts there, from Microsoft's Fluent System Icons (MIT).
 * The package is 300 MB, so it is no dependency of ours. To run it:
 *   cd "$(mktemp -d)" && npm pack @fluentui/svg-icons@1.1.343 && tar xf *.tgz
 *   node app/_generate/icons.mjs <that folder>/package/icons
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** Our name: the name of the file in the package. */
const ICONS = {
  add: 'add_20_regular',
  alert: 'alert_20_regular',
  apps: 'apps_list_20_regular',
  calendar: 'calendar_20_regular',
  check: 'checkmark_20_regular',
  'chevron-down': 'chevron_down_20_regular',
  'chevron-left': 'chevron_left_20_regular',
  'chevron-right': 'chevron_right_20_regular',
  clipboard: 'clipboard_text_ltr_20_regular',
  close: 'dismiss_20_regular',
  code: 'code_20_regular',
  connector: 'connector_20_regular',
  copy: 'copy_20_regular',
  database: 'database_20_regular',
  delete: 'delete_20_regular',
  document: 'document_text_20_regular',
  download: 'arrow_download_20_regular',
  edit: 'edit_20_regular',
  eye: 'eye_20_regular',
  filter: 'filter_20_regular',
  flow: 'flow_20_regular',
  help: 'question_circle_20_regular',
  history: 'history_20_regular',
  home: 'home_20_regular',
  info: 'info_20_regular',
  key: 'key_20_regular',
  link: 'link_20_regular',
  lock: 'lock_closed_20_regular',
  menu: 'navigation_20_regular',
  more: 'more_horizontal_20_regular',
  open: 'open_20_regular',
  people: 'people_20_regular',
  person: 'person_20_regular',
  'person-key': 'person_key_20_regular',
  play: 'play_20_regular',
  plug: 'plug_connected_20_regular',
  refresh: 'arrow_clockwise_20_regular',
  repair: 'wrench_20_regular',
  repeat: 'arrow_repeat_all_20_regular',
  search: 'search_20_regular',
  settings: 'settings_20_regular',
  share: 'share_20_regular',
  'sign-out': 'sign_out_20_regular',
  'sort-down': 'arrow_down_16_regular',
  'sort-up': 'arrow_up_16_regular',
  star: 'star_20_regular',
  'star-filled': 'star_20_filled',
  stop: 'record_stop_20_regular',
  table: 'table_simple_20_regular',
  upload: 'arrow_upload_20_regular',
  'status-cancelled': 'record_stop_16_filled',
  'status-error': 'dismiss_circle_16_filled',
  'status-info': 'info_16_filled',
  'status-queued': 'hourglass_16_regular',
  'status-running': 'arrow_sync_16_filled',
  'status-skipped': 'next_16_filled',
  'status-success': 'checkmark_circle_16_filled',
  'status-timed-out': 'timer_16_filled',
  'status-unknown': 'question_circle_16_filled',
  'status-waiting': 'clock_16_regular',
  'status-warning': 'warning_16_filled',
}

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Name the folder that holds the icons of @fluentui/svg-icons.')

const app = new URL('../', import.meta.url)
const publicFolder = new URL('../public/', app)

const sprite = `<svg xmlns="http://www.w3.org/2000/svg">
<!-- Fluent System Icons 1.1.343, Copyright (c) Microsoft Corporation, MIT License, https://github.com/microsoft/fluentui-system-icons -->
${Object.entries(ICONS).map(symbolOf).join('\n')}
</svg>
`
const name = `icons.${createHash('sha256').update(sprite).digest('hex').slice(0, 8)}.svg`

for (const old of readdirSync(publicFolder)) if (/^icons\..+\.svg$/.test(old)) rmSync(new URL(old, publicFolder))
writeFileSync(new URL(name, publicFolder), sprite)
writeFileSync(new URL('_components/icon-sprite.ts', app), spriteModule())
writeFileSync(new URL('_components/icon-names.ts', app), namesModule())
console.log(`${name}: ${Object.keys(ICONS).length} icons, ${sprite.length} bytes`)

function symbolOf([id, file]) {
  const svg = readFileSync(`${folder}/${file}.svg`, 'utf8')
  const [, viewBox, paths] = /viewBox="([^"]+)">(.+)<\/svg>/s.exec(svg) ?? []
  if (!paths) throw new Error(`${file}.svg is not drawn as expected`)
  return `<symbol id="${id}" viewBox="${viewBox}">${paths.trim()}</symbol>`
}

/** Apart from the names, which no browser needs. */
function spriteModule() {
  return `// Written by app/_generate/icons.mjs.

/** The sprite's path. Its name changes with its content, so a browser may keep it for ever. */
export const ICON_SPRITE = '/${name}'
`
}

function namesModule() {
  const names = Object.keys(ICONS).map((id) => `  '${id}',`)
  return `// Written by app/_generate/icons.mjs.

export const ICON_NAMES = [
${names.join('\n')}
] as const

export type IconName = (typeof ICON_NAMES)[number]
`
}
