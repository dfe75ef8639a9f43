import 'server-only'

/** 304 with nothing but headers when the browser already has this version, else the version and what goes with it (design 4). */
export function pulseAnswer(
  request: Request,
  version: string,
  followedAt: number | undefined,
  more: Readonly<Record<string, boolean>> = {},
): Response {
  const etag = `"${version}"`
  const headers = {
    ETag: etag,
    'Cache-Control': 'private, no-store',
    ...(followedAt && { 'Lakeport-Followed-At': String(followedAt) }),
  }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  return Response.json({ version, ...more }, { headers })
}
