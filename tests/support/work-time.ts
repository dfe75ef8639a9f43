/** What `work` costs this process, ms: unlike the time of day it does not grow because others use the machine too. */
export function workMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
