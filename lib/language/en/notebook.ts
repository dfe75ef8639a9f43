/** The page with a notebook as it ran. */
export const notebook = {
  title: (task: string) => `Notebook of ${task}`,
  open: 'Notebook as it ran',
  run: 'Run',
  lead: (cells: number, language: string) =>
    `${cells === 1 ? '1 cell' : `${cells} cells`}${language && `, ${language}`}. Databricks keeps it for 60 days; it is not kept here.`,
  asExported: 'As exported',
  save: 'Save the notebook',
  cell: (place: number, title: string) => (title ? `Cell ${place}: ${title}` : `Cell ${place}`),
  code: (cell: string) => `Code of ${cell}`,
  output: (cell: string, part: number) => `Output ${part} of ${cell}`,
  trace: (cell: string) => `Trace of ${cell}`,
  image: (cell: string, part: number) => `Picture, output ${part} of ${cell}`,
  rows: (shown: number, total: number) =>
    shown < total
      ? `The first ${shown} of ${total.toLocaleString('en')} rows`
      : total === 1
        ? '1 row'
        : `${total} rows`,
  cut: 'The rest of it is in the saved notebook.',
  cutRows: 'Databricks kept fewer rows than there were.',
  empty: 'empty',
  isHtml: 'HTML, shown as its text.',
  openHtmlOf: (output: string) => `Open ${output} as a page without scripts, in a tab`,
  other: 'This output is not shown here. It is in the saved notebook.',
  outputsLeft: (count: number) => (count === 1 ? '1 further output' : `${count} further outputs`),
  cellsLeft: (count: number) => (count === 1 ? '1 further cell' : `${count} further cells`),
  leftInFile: (what: string) => `${what}: in the saved notebook.`,
  notRead: 'This notebook cannot be shown here.',
  notReadNext: 'Save the notebook and open the file in your browser: it draws itself with scripts of Databricks.',
  noCells: 'This notebook has no cells.',
  backToRun: 'Go back to the run',
} as const
