/**
 * The same address, with percent signs that encode nothing taken for themselves: `/flows/%E0%A4%A` asks for a flow of that
 * name, and there is none. Next alone fails on it before anything of ours is asked. The query stays as it is.
 */
export function readablePath(url: string): string {
  const end = url.search(/[?#]/)
  const path = end === -1 ? url : url.slice(0, end)
  if (isReadable(path)) return url
  const readable = path.split('/').map((segment) => (isReadable(segment) ? segment : segment.replaceAll('%', '%25')))
  return `${readable.join('/')}${url.slice(path.length)}`
}

function isReadable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
