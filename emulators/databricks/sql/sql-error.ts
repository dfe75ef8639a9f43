/** A statement that was taken and fails: an answer of 200 with the state FAILED. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  readonly sqlState: string

  constructor(condition: string, text: string, sqlState: string) {
    super(`[${condition}] ${text} SQLSTATE: ${sqlState}`)
    this.sqlState = sqlState
  }
}

export function syntaxError(near: string): SqlError {
  return new SqlError('PARSE_SYNTAX_ERROR', `Syntax error at or near ${near}.`, '42601')
}
