import columns from '@/app/_components/columns.module.css'
import { PageHead } from '@/app/_components/page-head'
import { Tabs } from '@/app/_components/tabs'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { viewSettings } from '@/lib/settings/server/view-settings'
import { viewStorage } from '@/lib/settings/server/view-storage'
import { ProcessFacts } from './process-facts'
import { SettingTables } from './setting-tables'
import { StoragePart } from './storage-part'

export const generateMetadata = pageTitle(async () => (await currentWords()).settings.title)

export default page(SettingsPage)

/** What the portal runs with, and what it keeps. For Admins; nothing of it is changed here. */
async function SettingsPage({ searchParams }: PageProps<'/admin/settings'>) {
  const isStorage = (await searchParams).part === 'storage'
  const viewer = await pageViewer(isStorage ? '/admin/settings?part=storage' : '/admin/settings')
  const shown = isStorage ? { storage: await viewStorage(viewer) } : { settings: await viewSettings(viewer) }
  const words = await currentWords()
  const { settings: text } = words
  return (
    <>
      <PageHead title={text.title} text={text.lead} />
      <Tabs
        label={text.parts}
        tabs={[
          { href: '/admin/settings', label: text.general, current: !isStorage },
          { href: '/admin/settings?part=storage', label: text.storage, current: isStorage },
        ]}
      />
      {shown.storage && <StoragePart storage={shown.storage} words={text} />}
      {shown.settings && (
        <div className={columns.column}>
          <ProcessFacts facts={shown.settings.process} words={words} />
          <SettingTables groups={shown.settings.groups} words={text} />
        </div>
      )}
    </>
  )
}
