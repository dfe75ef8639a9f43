import './env-file'
import { type Erased, erasePerson } from '@/lib/retention/server/erase-person'
import { linesOf } from '@/lib/startup/server/problem-lines'
import { closeDatabase, database } from '@/lib/store/current'

/** `npm run erase -- <object id or user name>`: takes a person out of history and logs, and asks nothing. */
function lines({ pseudonym, runs, unfinished, signIns, audit, flows }: Erased): string[] {
  return [
    `The person is erased, and called ${pseudonym} from now on: in ${runs} runs, in ${signIns} rows of the sign-in log ` +
      `and in ${audit} rows of the audit log. Tokens, sessions, favourites, schedules and half-filled forms are deleted.`,
    ...(unfinished > 0
      ? [`${unfinished} runs were not over. What goes on of them in the workspace is not followed any more.`]
      : []),
    ...(flows.length > 0
      ? [`These flows still name the person: ${flows.join(', ')}. Their files have to change.`]
      : []),
    'What they typed into forms and what their runs gave back goes when its time is over. Backups from before still name the person.',
  ]
}

const [name, ...more] = process.argv.slice(2)
if (!name || more.length > 0) {
  process.stderr.write('Whom? npm run erase -- <object id or user name>\n')
  process.exit(1)
}
try {
  const erased = await erasePerson(await database(), name)
  await closeDatabase()
  process.stdout.write(`${lines(erased).join('\n')}\n`)
} catch (thrown) {
  await closeDatabase()
  process.stderr.write(`${linesOf(thrown, 'Nobody was erased').join('\n')}\n`)
  process.exit(1)
}
