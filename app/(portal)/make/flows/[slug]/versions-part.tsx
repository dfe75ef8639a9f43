import { ActionButton } from '@/app/_components/action-button'
import { DetailsList } from '@/app/_components/details-list'
import { Pane } from '@/app/_components/pane'
import { Time } from '@/app/_components/time'
import { listVersions } from '@/lib/drafts/server/open-draft'
import type { Viewer } from '@/lib/identity/viewer'
import { restoreAction } from './command-actions'
import { hiddenOf } from './form-words'
import type { PartProps } from './part-props'

/** Every version, with the way back to it. */
export async function VersionsPart({ opened, words: { make }, viewer }: PartProps & { readonly viewer: Viewer }) {
  const { flow } = opened
  const versions = await listVersions(viewer, flow.slug)
  const use = ({ version, isTest }: (typeof versions)[number]): string => {
    if (version === flow.version) return make.inForceShort
    return isTest ? make.tried : make.earlier
  }
  return (
    <Pane title={make.tabs.versions}>
      <p>{make.versionsLead}</p>
      {versions.length > 0 && (
        <DetailsList
          label={make.tabs.versions}
          rows={versions}
          rowKey={({ version }) => String(version)}
          plain
          columns={[
            { key: 'version', label: make.version, cell: ({ version }) => version },
            { key: 'made', label: make.made, cell: ({ createdAt }) => <Time at={createdAt} />, oneLine: true },
            { key: 'by', label: make.by, cell: ({ madeBy }) => madeBy ?? make.fromFile },
            { key: 'steps', label: make.stepsTab, cell: ({ steps }) => steps, align: 'end' },
            { key: 'use', label: make.use, cell: use },
            {
              key: 'tools',
              label: make.tools,
              hiddenLabel: true,
              cell: ({ version }) => (
                <ActionButton
                  action={restoreAction}
                  hidden={{ ...hiddenOf(opened), version }}
                  look="default"
                  label={make.restore(String(version))}
                  text={make.restoreShort}
                  failed={make.notSaved}
                />
              ),
            },
          ]}
        />
      )}
    </Pane>
  )
}
