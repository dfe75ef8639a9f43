import { SqlError, syntaxError } from './sql-error.ts'
import { type Token, tokensOf } from './tokens.ts'
import type { Typed } from './values.ts'

export type Operand = { column: string } | { literal: Typed }

export interface Condition {
  left: Operand
  sign: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'IS NULL' | 'IS NOT NULL'
  right: Operand[]
}

export interface Item {
  what: Operand | { all: true } | { count: 'rows' } | { of: 'SUM' | 'MIN' | 'MAX' | 'AVG'; column: string }
  name: string
}

/** All that this engine knows: one table, conditions joined by AND. */
export interface Select {
  distinct: boolean
  items: Item[]
  from: string[]
  where: Condition[]
  groupBy: string[]
  orderBy: { column: string; descending: boolean }[]
  limit: number | undefined
}

export type Parameters = ReadonlyMap<string, Typed>

const SIGNS: readonly string[] = ['=', '<>', '<', '<=', '>', '>=']
const AGGREGATES: readonly string[] = ['SUM', 'MIN', 'MAX', 'AVG']

/** @throws SqlError for what is no such statement, and for a parameter without a value */
export function parseSelect(statement: string, parameters: Parameters): Select {
  const reader = new Reader(tokensOf(statement), parameters)
  const select = reader.select()
  reader.end()
  return select
}

class Reader {
  readonly #tokens: Token[]
  readonly #parameters: Parameters
  #at = 0

  constructor(tokens: Token[], parameters: Parameters) {
    this.#tokens = tokens
    this.#parameters = parameters
  }

  select(): Select {
    this.#demand('SELECT')
    const distinct = this.#take('DISTINCT')
    const items = this.#list(() => this.#item())
    const from = this.#take('FROM') ? this.#path() : []
    const where = this.#take('WHERE') ? this.#conditions() : []
    const groupBy = this.#take('GROUP', 'BY') ? this.#list(() => this.#name()) : []
    const orderBy = this.#take('ORDER', 'BY') ? this.#list(() => this.#order()) : []
    const limit = this.#take('LIMIT') ? this.#limit() : undefined
    return { distinct, items, from, where, groupBy, orderBy, limit }
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#unexpected()
  }

  #item(): Item {
    if (this.#takeSign('*')) return { what: { all: true }, name: '*' }
    const what = this.#aggregate() ?? this.#operand()
    return { what, name: this.#take('AS') ? this.#name() : nameOf(what) }
  }

  #aggregate(): Item['what'] | undefined {
    const word = this.#tokens[this.#at]?.text.toUpperCase() ?? ''
    const next = this.#tokens[this.#at + 1]
    if (next?.kind !== 'sign' || next.text !== '(' || !['COUNT', ...AGGREGATES].includes(word)) return undefined
    this.#at += 2
    const what = word === 'COUNT' ? this.#counted() : { of: word as 'SUM', column: this.#name() }
    this.#demandSign(')')
    return what
  }

  #counted(): Item['what'] {
    this.#demandSign('*')
    return { count: 'rows' }
  }

  #conditions(): Condition[] {
    const found = [this.#condition()]
    while (this.#take('AND')) found.push(this.#condition())
    return found
  }

  #condition(): Condition {
    const left = this.#operand()
    if (this.#take('IS')) {
      const sign = this.#take('NOT') ? 'IS NOT NULL' : 'IS NULL'
      this.#demand('NULL')
      return { left, sign, right: [] }
    }
    if (this.#take('LIKE')) return { left, sign: 'LIKE', right: [this.#operand()] }
    if (!this.#take('IN')) return { left, sign: this.#sign(), right: [this.#operand()] }
    this.#demandSign('(')
    const right = this.#list(() => this.#operand())
    this.#demandSign(')')
    return { left, sign: 'IN', right }
  }

  #sign(): Condition['sign'] {
    const { kind, text } = this.#next()
    const sign = text === '!=' ? '<>' : text
    if (kind === 'sign' && SIGNS.includes(sign)) return sign as Condition['sign']
    throw syntaxError(`'${text}'`)
  }

  #operand(): Operand {
    const negative = this.#takeSign('-')
    const token = this.#next()
    if (token.kind === 'number') return { literal: numberOf(token.text, negative) }
    if (negative) throw syntaxError(`'${token.text}'`)
    if (token.kind === 'text') return { literal: { value: token.text, type: 'STRING' } }
    if (token.kind === 'parameter') return { literal: this.#parameter(token.text) }
    if (token.kind === 'sign') throw syntaxError(`'${token.text}'`)
    return wordOperand(token.text) ?? { column: token.text }
  }

  #parameter(name: string): Typed {
    const bound = this.#parameters.get(name)
    if (bound) return bound
    throw new SqlError('UNBOUND_SQL_PARAMETER', `Found the unbound parameter: ${name}.`, '42P02')
  }

  #order(): { column: string; descending: boolean } {
    const column = this.#name()
    const descending = this.#take('DESC')
    if (!descending) this.#take('ASC')
    return { column, descending }
  }

  #limit(): number {
    const operand = this.#operand()
    const value = 'literal' in operand ? operand.literal.value : undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
    throw new SqlError('INVALID_LIMIT_LIKE_EXPRESSION', 'The limit expression is invalid.', '42K0E')
  }

  #path(): string[] {
    const path = [this.#name()]
    while (this.#takeSign('.')) path.push(this.#name())
    return path
  }

  #name(): string {
    const token = this.#next()
    if (token.kind !== 'word') throw syntaxError(`'${token.text}'`)
    return token.text
  }

  #list<T>(read: () => T): T[] {
    const found = [read()]
    while (this.#takeSign(',')) found.push(read())
    return found
  }

  /** Goes past these words when they are next. */
  #take(...words: string[]): boolean {
    const fits = words.every((word, offset) => {
      const token = this.#tokens[this.#at + offset]
      return token?.kind === 'word' && token.text.toUpperCase() === word
    })
    if (fits) this.#at += words.length
    return fits
  }

  #takeSign(sign: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'sign' || token.text !== sign) return false
    this.#at += 1
    return true
  }

  #demand(word: string): void {
    if (!this.#take(word)) throw this.#unexpected()
  }

  #demandSign(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#unexpected()
  }

  #next(): Token {
    const token = this.#tokens[this.#at]
    if (!token) throw this.#unexpected()
    this.#at += 1
    return token
  }

  #unexpected(): SqlError {
    const token = this.#tokens[this.#at]
    return syntaxError(token ? `'${token.text}'` : 'end of input')
  }
}

function wordOperand(word: string): Operand | undefined {
  if (/^null$/i.test(word)) return { literal: { value: null, type: 'STRING' } }
  if (/^(true|false)$/i.test(word)) return { literal: { value: /^true$/i.test(word), type: 'BOOLEAN' } }
  return undefined
}

function numberOf(text: string, negative: boolean): Typed {
  const value = Number(text) * (negative ? -1 : 1)
  const places = text.split('.')[1]?.length
  return { value, type: places === undefined ? 'INT' : `DECIMAL(${text.length - 1},${places})` }
}

function nameOf(what: Item['what']): string {
  if ('column' in what) return 'of' in what ? `${what.of.toLowerCase()}(${what.column})` : what.column
  if ('count' in what) return 'count(1)'
  return 'literal' in what ? String(what.literal.value ?? 'NULL') : '*'
}
