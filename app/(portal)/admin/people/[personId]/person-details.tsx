import { KeyValues } from '@/app/_components/key-values'
import { PageLink } from '@/app/_components/page-link'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { RoleSource } from '@/lib/people/person'
import type { PersonView } from '@/lib/people/server/get-person'

interface PersonDetailsProps {
  readonly person: PersonView['person']
  readonly rolesFrom: RoleSource
  readonly words: Words
}

export function PersonDetails({ person, rolesFrom, words: { people: text, shell } }: PersonDetailsProps) {
  const told = text.groupsOf[person.groupClaim] ?? person.groupClaim
  return (
    <KeyValues
      copyLabel={shell.copy}
      copiedLabel={shell.copied}
      items={[
        { label: text.roles, value: person.roles.map((role) => shell.roles[role]).join(', ') || text.noRoles },
        { label: text.rolesFrom, value: rolesFrom === 'settings' ? text.rolesFromSettings : text.rolesFromEntra },
        { label: text.rolesRead, value: person.rolesReadAt ? <Time at={person.rolesReadAt} /> : text.atSignIn },
        { label: text.groups, value: text.groupCount(person.groups.length, told) },
        { label: text.lastSignIn, value: <Time at={person.lastSignInAt} /> },
        { label: text.firstSignIn, value: <Time at={person.firstSeenAt} /> },
        { label: text.objectId, value: person.objectId, copy: person.objectId },
        { label: text.tenantId, value: person.tenantId, copy: person.tenantId },
      ]}
    />
  )
}

interface LookFurtherProps {
  readonly person: PersonView['person']
  readonly words: Words['people']
}

/** What else there is of a person, each on a page of its own. */
export function LookFurther({ person: { id, userName, activeRuns }, words }: LookFurtherProps) {
  const name = encodeURIComponent(userName)
  const links = [
    [words.access, `/admin/people/${id}/access`],
    [words.home, `/admin/people/${id}/home`],
    [`${words.theirRuns} (${words.activeRuns}: ${activeRuns})`, `/admin/runs?person=${name}`],
    [words.theirSignIns, `/admin/sign-ins?user=${name}`],
    [words.theirAudit, `/admin/audit?actor=${name}`],
  ] as const
  return (
    <ul>
      {links.map(([label, href]) => (
        <li key={href}>
          <PageLink href={href}>{label}</PageLink>
        </li>
      ))}
    </ul>
  )
}
