import { CopyButton } from '@/app/_components/copy-button'
import { KeyValues } from '@/app/_components/key-values'
import { LinkButton } from '@/app/_components/link-button'
import { conditionsOf } from '@/lib/flows/form-conditions'
import { type InputProperty, isFixed, isSecret } from '@/lib/flows/input-schema'
import type { KeptFile } from '@/lib/flows/posted-file'
import { prefillQuery } from '@/lib/flows/prefill'
import { namesShown } from '@/lib/flows/shown-when'
import { typedFor } from '@/lib/flows/typed'
import { valueText } from '@/lib/flows/value-text'
import type { Words } from '@/lib/language/words'
import type { RunView } from '@/lib/runs/server/get-run'

/**
 * What the run was started with: all that was asked for, and what the flow's makers fixed, be it on the form or not. Secret
 * values were never kept, so there is nothing to show of them.
 */
export function RunInputs({
  view: { run, flow },
  words,
  copied,
}: {
  readonly view: Pick<RunView, 'run' | 'flow'>
  /** "Copied", where a link with the inputs is offered. */
  readonly copied?: string
  readonly words: Words['run']
}) {
  const { inputs } = flow.definition
  const asked = namesShown(conditionsOf(inputs), run.inputs)
  const items = conditionsOf(inputs).flatMap(({ name }) => {
    const property = inputs.properties[name]
    if (!property || !asked.has(name)) return []
    const value = isSecret(property)
      ? words.hidden
      : (fileText(run.files[name], words) ?? shown(property, run.inputs[name], words))
    return [{ label: property.title ?? name, value: isFixed(property) ? words.fixed(value) : value }]
  })
  if (items.length === 0) return <p>{words.noInputs}</p>
  const link =
    run.trigger === 'test' || copied === undefined ? undefined : prefillQuery(inputs, typedFor(inputs, run.inputs))
  const address = `/flows/${run.flowSlug}${link ?? ''}`
  return (
    <>
      <KeyValues items={items} />
      {link && copied && (
        <p>
          <LinkButton href={address}>{words.openWithInputs}</LinkButton>{' '}
          <CopyButton text={address} label={words.copyInputs} copiedLabel={copied} link />
        </p>
      )}
    </>
  )
}

/** By the name that its sender gave it. What went to a volume is there under the run's id. */
function fileText(file: KeptFile | undefined, words: Words['run']): string | undefined {
  if (!file) return undefined
  return file.bytes === undefined ? words.fileNotPassedOn(file.name) : words.file(file.name, file.bytes)
}

function shown(property: InputProperty, value: unknown, words: Words['run']): string {
  return value === undefined ? words.notGiven : valueText(property, value, words)
}
