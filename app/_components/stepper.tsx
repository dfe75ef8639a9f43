import { Icon } from './icon'
import { PageLink } from './page-link'
import styles from './stepper.module.css'

export interface Step {
  readonly href: string
  readonly label: string
  readonly state: 'current' | 'done' | 'errors' | 'open'
  /** The state in words: "done", "has errors". */
  readonly stateText?: string | undefined
}

/** The steps of a wizard, each with its own address. On phones only the current one shows its name. */
export function Stepper({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  return (
    <nav aria-label={label}>
      <ol className={styles.stepper}>
        {steps.map((step, index) => (
          <li key={step.href}>
            <PageLink
              className={styles.step}
              href={step.href}
              data-state={step.state}
              aria-current={step.state === 'current' ? 'step' : undefined}
            >
              <span className={styles.number}>{mark(step.state, index + 1)}</span>
              <span className={styles.name}>{step.label}</span>
              {step.stateText && <span className="visually-hidden">, {step.stateText}</span>}
            </PageLink>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function mark(state: Step['state'], number: number) {
  if (state === 'done') return <Icon name="check" size={16} />
  return state === 'errors' ? '!' : number
}
