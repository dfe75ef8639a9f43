import { Button } from '@/app/_components/button'

/** The form that a person fills in and leaves. */
export const RUN_FORM = 'run'

/** Where one goes to from the form: for what it takes to press its button, or to its page under an address that says what it holds. */
export const LEAVE_TO = ['connect', 'sign-in', 'link'] as const

export type LeaveTo = (typeof LEAVE_TO)[number]

/** Leads away from the form and back to it: it sends what was typed along, and whatever is still missing in it. */
export function LeaveButton({ to, label }: { readonly to: LeaveTo; readonly label: string }) {
  return (
    <p>
      <Button type="submit" form={RUN_FORM} name="leave" value={to} formNoValidate>
        {label}
      </Button>
    </p>
  )
}
