import { SqlError, syntaxError } from './sql-error.ts'

export interface Token {
  kind: 'word' | 'text' | 'number' | 'parameter' | 'sign'
  text: string
}

const PATTERN =
  /\s+|--[^\n]*|(?<text>'(?:[^']|'')*')|(?<number>\d+(?:\.\d+)?)|:(?<parameter>[A-Za-z_]\w*)|`(?<quoted>[^`]+)`|(?<word>[A-Za-z_]\w*)|(?<sign><=|>=|<>|!=|[(),.*=<>;+-])/y

/** The parts of one statement, without blanks and comments. @throws SqlError */
export function tokensOf(statement: string): Token[] {
  const tokens: Token[] = []
  PATTERN.lastIndex = 0
  while (PATTERN.lastIndex < statement.length) {
    const at = PATTERN.lastIndex
    const groups = PATTERN.exec(statement)?.groups
    if (!groups) throw syntaxError(`'${statement.slice(at, at + 10)}'`)
    const token = tokenOf(groups)
    if (token) tokens.push(token)
  }
  return withoutEnd(tokens)
}

function tokenOf({ text, number, parameter, quoted, word, sign }: Record<string, string | undefined>) {
  if (text !== undefined) return { kind: 'text' as const, text: text.slice(1, -1).replaceAll("''", "'") }
  if (number !== undefined) return { kind: 'number' as const, text: number }
  if (parameter !== undefined) return { kind: 'parameter' as const, text: parameter }
  if (quoted !== undefined || word !== undefined) return { kind: 'word' as const, text: quoted ?? word ?? '' }
  return sign === undefined ? undefined : { kind: 'sign' as const, text: sign }
}

/** A semicolon may end the statement; behind it there is no second one. */
function withoutEnd(tokens: Token[]): Token[] {
  const end = tokens.findIndex(({ kind, text }) => kind === 'sign' && text === ';')
  if (end === -1) return tokens
  if (end === tokens.length - 1) return tokens.slice(0, -1)
  throw new SqlError('PARSE_SYNTAX_ERROR', 'Only one statement can be sent at a time.', '42601')
}
