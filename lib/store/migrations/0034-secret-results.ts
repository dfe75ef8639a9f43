import 'server-only'

/**
 * The results of a step may be secret. The definition of a flow's version says it, which is read with each run that is followed:
 * nothing is to be added. The step stands for who knows what that means.
 */
export async function up(): Promise<void> {
  // nothing to add
}
