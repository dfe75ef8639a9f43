import 'server-only'
import { config } from '@/lib/config'

/** How many bytes a file may have that goes to a volume. */
export function largestUpload(): number {
  return config().largestUploadBytes
}
