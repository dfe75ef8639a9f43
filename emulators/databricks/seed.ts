import { type AccessEntry, type Job, type JobSeed, newJob } from './job.ts'
import { parseJobSettings } from './job-settings.ts'
import { PRICING_APPLICATION_ID, SERVICE_APPLICATION_ID } from './people.ts'
import { importInvoices, pingLakehouse, publishPriceList, rebuildForecast } from './seed-jobs.ts'
import { monthlyClose, refreshSales, type SampleJob } from './seed-tables.ts'

const MAKER = 'maker@contoso.example'

const RUN_BY_USER: AccessEntry = { kind: 'user_name', name: 'user@contoso.example', level: 'CAN_MANAGE_RUN' }
const RUN_BY_USER2: AccessEntry = { kind: 'user_name', name: 'user2@contoso.example', level: 'CAN_MANAGE_RUN' }

const RUN_BY_SERVICE: AccessEntry = {
  kind: 'service_principal_name',
  name: SERVICE_APPLICATION_ID,
  level: 'CAN_MANAGE_RUN',
}

/** The sample jobs: `maker` owns them, `user` may run them all, `user2` and a service principal the last one alone. */
export function seedJobs(): Job[] {
  return [
    sample('410000000000001', 1, refreshSales),
    sample('410000000000002', 2, monthlyClose),
    sample('410000000000003', 3, importInvoices),
    sample('410000000000004', 4, rebuildForecast),
    sample('410000000000005', 5, publishPriceList, { runAs: PRICING_APPLICATION_ID }),
    sample('410000000000006', 6, pingLakehouse, { access: [RUN_BY_USER, RUN_BY_USER2, RUN_BY_SERVICE] }),
  ]
}

function sample(jobId: string, day: number, { settings, scripts }: SampleJob, rest: Partial<JobSeed> = {}): Job {
  return newJob({
    jobId,
    createdAt: Date.UTC(2026, 5, day, 8, 30),
    creator: MAKER,
    access: [RUN_BY_USER],
    settings: parseJobSettings(settings),
    scripts,
    ...rest,
  })
}
