/** Called by Next once in every server process, before the first request. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next's word for the runtime that asks, no setting of ours
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startPortal } = await import('@/lib/startup/server/start-portal')
  await startPortal()
}
