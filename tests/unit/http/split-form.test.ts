import { describe, expect, it } from 'vitest'
import { SplitForm } from '@/lib/http/server/split-form'

const BOUNDARY = '----x'
const field = (name: string, value: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const file = (name: string, filename: string, content: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`
const END = `--${BOUNDARY}--\r\n`
/** What looks like a delimiter, and is none. */
const ALMOST = `a\r\n--${BOUNDARY.slice(0, -1)}y\r\n--\r\n`

interface Seen {
  readonly form: string
  readonly files: readonly (readonly [field: string, name: string, content: string])[]
  readonly tooLarge: boolean
}

/** Everything that comes of a body which arrives in pieces of `size` bytes. */
async function split(body: string, size: number, ends = true): Promise<Seen> {
  const form: Buffer[] = []
  const parts = new SplitForm(BOUNDARY, {
    form: (bytes) => void (bytes && form.push(Buffer.from(bytes))),
    more: () => undefined,
  })
  const bytes = Buffer.from(body)
  for (let at = 0; at < bytes.length; at += size) parts.feed(bytes.subarray(at, at + size))
  if (ends) parts.feed(null)
  const files: (readonly [string, string, string])[] = []
  for await (const { field: of, name, bytes: content } of parts.files()) {
    const chunks: Uint8Array[] = []
    for await (const chunk of content) chunks.push(chunk)
    files.push([of, name, Buffer.concat(chunks).toString()])
  }
  return { form: Buffer.concat(form).toString(), files, tooLarge: parts.tooLarge }
}

describe.each([1, 7, 64, 100_000])('a form that arrives %i bytes at a time', (size) => {
  it('is passed on without its files, which come one by one with all their bytes', async () => {
    const fields = field('slug', 'x') + field('note', ALMOST)
    const body =
      fields + file('p.a', 'ä"b.txt'.replace('"', '%22'), ALMOST) + file('p.b', '', '') + file('p.c', 'c', 'ü') + END
    expect(await split(body, size)).toEqual({
      form: fields + END,
      files: [
        ['p.a', 'ä"b.txt', ALMOST],
        ['p.b', '', ''],
        ['p.c', 'c', 'ü'],
      ],
      tooLarge: false,
    })
  })

  it('is passed on as it is where it brings no file', async () => {
    const body = field('slug', 'x') + END
    expect(await split(body, size)).toEqual({ form: body, files: [], tooLarge: false })
  })

  it('may begin with a file', async () => {
    expect(await split(file('p.a', 'a', 'x') + END, size)).toEqual({
      form: END,
      files: [['p.a', 'a', 'x']],
      tooLarge: false,
    })
  })

  it('is broken where a field comes behind a file: what was sent of it is not all there is', async () => {
    const { files } = await split(file('p.a', 'a', 'x') + field('slug', 'x') + END, size)
    expect(files).toEqual([['p.a', 'a', 'x']])
  })

  it('is broken where it ends within a file, and whoever reads it hears so', async () => {
    await expect(split(file('p.a', 'a', 'half of it').slice(0, -3), size)).rejects.toThrow('ended within a file')
  })
})

it.each([65_400, 65_600])(
  'fields are counted, and no more than a form may weigh is held (IO-2): %i bytes',
  async (bytes) => {
    const { tooLarge } = await split(field('note', 'x'.repeat(bytes)) + file('p.a', 'a', 'x') + END, 10_000)
    expect(tooLarge).toBe(bytes > 65_450)
  },
)

it('a head without an end is no head', async () => {
  const { files } = await split(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${'x'.repeat(9_000)}`,
    1_000,
    false,
  )
  expect(files).toEqual([])
})

it('whoever has enough is not sent more until they ask for it', () => {
  let asked = 0
  const more = () => {
    asked += 1
  }
  const parts = new SplitForm(BOUNDARY, { form: () => undefined, more })
  parts.feed(Buffer.from(file('p.a', 'a', '').slice(0, -2)))
  expect(parts.feed(Buffer.alloc(200_000, 'x'))).toBe(false)
  expect(asked).toBe(0)
  parts.discard()
  expect(parts.feed(Buffer.alloc(200_000, 'x'))).toBe(true)
  expect(asked).toBeGreaterThan(0)
})
