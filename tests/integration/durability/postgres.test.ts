import { describe } from 'vitest'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { describeKills } from './describe-kills'
import { holdPostgres } from './store-hold'

describe.skipIf(!hasPostgres())('PostgreSQL', () =>
  describeKills(
    'PostgreSQL',
    async () => ({ databaseUrl: await emptyPostgresUrl() }),
    ({ DATABASE_URL = '' }) => holdPostgres(DATABASE_URL),
  ),
)
