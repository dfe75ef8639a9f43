import type { FieldSpec } from '@/app/_components/field-spec'
import type { Words } from '@/lib/language/words'

/** Whose rights the code of a job has. */
export function identityControl(make: Words['make']): FieldSpec {
  return {
    ...{ name: 'identity', type: 'choice', label: make.identity, help: make.identityHelp, required: true },
    options: (['shared', 'as_me'] as const).map((value) => ({ value, label: make.identities[value] })),
  }
}
