import { PageLink } from './page-link'
import styles from './stepper.module.css'

interface Step {
  readonly href: string
  readonly label: string
  readonly isCurrent: boolean
}

/** The steps of a wizard, each with its own address. */
export function Stepper({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  return (
    <nav aria-label={label}>
      <ol className={styles.stepper}>
        {steps.map(({ href, label: name, isCurrent }, index) => (
          <li key={href}>
            <PageLink className={styles.step} href={href} aria-current={isCurrent ? 'step' : undefined}>
              <span className={styles.number}>{index + 1}</span>
              {name}
            </PageLink>
          </li>
        ))}
      </ol>
    </nav>
  )
}
