import { AadError } from '../errors.ts'

/** @throws AadError 900144 when the form lacks it */
export function required(form: URLSearchParams, parameter: string): string {
  const value = form.get(parameter)
  if (!value) throw new AadError(900144, { parameter })
  return value
}
