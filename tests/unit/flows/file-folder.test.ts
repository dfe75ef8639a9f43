import { describe, expect, it } from 'vitest'
import { isVolumeFolder, pathInVolume } from '@/lib/flows/file-folder'

describe('a folder that files go to', () => {
  it.each(['/Volumes/a/b/c', '/Volumes/a/b/c/d', '/Volumes/main/default/my volume/ä'])('is %s', (text) => {
    expect(isVolumeFolder(text)).toBe(true)
  })

  it.each([
    ...[
      '',
      '/',
      '/Volumes',
      '/Volumes/a/b',
      'Volumes/a/b/c',
      '/Volumes/a/b/c/',
      '/Volumes/a//b/c',
      '/Workspace/a/b/c',
    ],
    ...['/Volumes/a/b/c/..', '/Volumes/a/b/../d', '/Volumes/a/b/./d', '/Volumes/a/b/c/ d', 'dbfs:/Volumes/a/b/c'],
    ...['/Volumes/a/b/c\0', `/Volumes/a/b/${'c'.repeat(500)}`],
  ])('is not %j (AUTHZ-6)', (text) => {
    expect(isVolumeFolder(text)).toBe(false)
  })
})

it.each([
  ['report.csv', '/f/1-a-report.csv'],
  ['../../etc/passwd', '/f/1-a-.._.._etc_passwd'],
  ['a b\r\n"c".csv', '/f/1-a-a_b_c_.csv'],
  ['💥', '/f/1-a-_'],
  ['x'.repeat(300), `/f/1-a-${'x'.repeat(100)}`],
])('a file called %j lies at %s: one folder, one name for one run (AUTHZ-6)', (name, path) => {
  expect(pathInVolume('/f', { runId: '1', field: 'a', name })).toBe(path)
})
