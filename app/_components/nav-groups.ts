import type { IconName } from './icon-names'

export interface NavItem {
  readonly href: string
  readonly label: string
  readonly icon: IconName
}

export interface NavGroup {
  readonly label?: string
  readonly items: readonly NavItem[]
}

export type NavWords = Readonly<
  Record<
    | 'home'
    | 'myRuns'
    | 'schedules'
    | 'connections'
    | 'workspace'
    | 'makers'
    | 'flows'
    | 'connectors'
    | 'admin'
    | 'allRuns'
    | 'signInLog'
    | 'auditLog'
    | 'people'
    | 'settings',
    string
  >
>

interface May {
  readonly make: boolean
  readonly administer: boolean
}

/** What the main navigation offers a person: the groups appear by role. It guards nothing; every page checks for itself. */
export function navGroups(may: May, words: NavWords): readonly NavGroup[] {
  const groups: NavGroup[] = [
    {
      items: [
        { href: '/', label: words.home, icon: 'home' },
        { href: '/runs', label: words.myRuns, icon: 'history' },
        { href: '/schedules', label: words.schedules, icon: 'calendar' },
        { href: '/connections', label: words.connections, icon: 'plug' },
        { href: '/workspace', label: words.workspace, icon: 'database' },
      ],
    },
  ]
  if (may.make) {
    groups.push({
      label: words.makers,
      items: [
        { href: '/make/flows', label: words.flows, icon: 'flow' },
        { href: '/make/connectors', label: words.connectors, icon: 'connector' },
      ],
    })
  }
  if (may.administer) {
    groups.push({
      label: words.admin,
      items: [
        { href: '/admin/runs', label: words.allRuns, icon: 'apps' },
        { href: '/admin/sign-ins', label: words.signInLog, icon: 'person-key' },
        { href: '/admin/audit', label: words.auditLog, icon: 'clipboard' },
        { href: '/admin/people', label: words.people, icon: 'people' },
        { href: '/admin/settings', label: words.settings, icon: 'settings' },
      ],
    })
  }
  return groups
}
