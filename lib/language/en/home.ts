import { statuses } from './statuses'

export const home = {
  title: 'Home',
  lead: 'Run a flow with your own Azure Databricks permissions.',
  favourites: 'Favourites',
  flows: 'Flows',
  recentRuns: 'Recent runs',
  search: 'Search flows',
  noneFound: 'No flow fits these words.',
  run: 'Run',
  runFlow: 'Run {title}',
  statuses,
  neverRun: 'Not run yet',
  addFavourite: 'Add {title} to favourites',
  removeFavourite: 'Remove {title} from favourites',
  empty: 'No flow is shared with you yet. Ask your administrator, or whoever told you of Lakeport, to share one.',
  noRuns: 'You have not run anything yet.',
  allMyRuns: 'All my runs',
} as const
