import { describeKills } from './describe-kills'
import { holdEmbedded } from './store-hold'

describeKills(
  'the embedded store',
  async () => ({}),
  ({ LAKEPORT_DATA_DIR = '' }) => holdEmbedded(LAKEPORT_DATA_DIR),
)
