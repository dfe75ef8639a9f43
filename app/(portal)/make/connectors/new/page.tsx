import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Button } from '@/app/_components/button'
import { EditForm } from '@/app/_components/edit-form'
import { Field } from '@/app/_components/field'
import formStyles from '@/app/_components/form.module.css'
import { FormActions } from '@/app/_components/form-actions'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { createConnectorAction } from '@/app/(portal)/make/connectors/actions'
import { generalFields } from '@/app/(portal)/make/connectors/general-fields'
import { mayMakeConnectors } from '@/lib/connectors/server/get-connector'
import type { ConnectorWords } from '@/lib/language/words'

const COLOUR = '#0f6cbd'

export const generateMetadata = pageTitle(async () => (await currentWords()).connectors.newConnector)

export default page(NewConnectorPage)

/** A new connector: its name first, then the step General. Nothing is kept before that is saved. */
async function NewConnectorPage({ searchParams }: PageProps<'/make/connectors/new'>) {
  const viewer = await pageViewer('/make/connectors/new')
  await mayMakeConnectors(viewer)
  const { connectors: words, shell } = await currentWords()
  const { name } = await searchParams
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[{ href: '/make/connectors', label: words.title }]}
        current={words.newConnector}
      />
      <PageHead title={words.newConnector} text={words.newLead} />
      {typeof name === 'string' && name.trim() !== '' ? (
        <General name={name.trim()} words={words} />
      ) : (
        <NameFirst words={words} />
      )}
    </>
  )
}

function NameFirst({ words }: { readonly words: ConnectorWords }) {
  return (
    <Pane title={words.name}>
      <form className={formStyles.form}>
        <Field
          spec={{ name: 'name', type: 'text', label: words.name, required: true, maxLength: 80 }}
          words={{ choose: words.choose, zone: '' }}
          prefix=""
        />
        <FormActions>
          <Button type="submit" look="primary">
            {words.goOn}
          </Button>
        </FormActions>
      </form>
    </Pane>
  )
}

function General({ name, words }: { readonly name: string; readonly words: ConnectorWords }) {
  const actions = {
    name: 'actions',
    type: 'choice',
    label: words.startFrom,
    required: true,
    options: [
      { value: 'ready', label: words.starts.ready },
      { value: 'blank', label: words.starts.blank },
    ],
  } as const
  return (
    <Pane title={words.general}>
      <EditForm
        action={createConnectorAction}
        hidden={{}}
        fields={[...generalFields(words), actions]}
        values={{ name, scheme: 'https', basePath: '/', colour: COLOUR, actions: 'ready' }}
        words={{ summary: words.summary, submit: words.create, choose: words.choose }}
      />
    </Pane>
  )
}
