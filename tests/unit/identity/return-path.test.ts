import { describe, expect, it } from 'vitest'
import { safeReturnPath } from '@/lib/identity/return-path'

const ORIGIN = 'https://portal.contoso.example'

describe('AUTH-6: where a sign-in may lead to', () => {
  it.each([
    ['/', '/'],
    ['/runs', '/runs'],
    ['/flows/refresh-sales?run=1&x=%20', '/flows/refresh-sales?run=1&x=%20'],
    ['/runs#part', '/runs'],
    ['runs', '/runs'],
    ['?status=Failed', '/?status=Failed'],
    ['/runs/../flows', '/flows'],
    ['/größe', '/gr%C3%B6%C3%9Fe'],
    [`${ORIGIN}/runs`, '/runs'],
    ['https://PORTAL.contoso.example:443/runs', '/runs'],
    ['/apis', '/apis'],
    ['/sign-in-help', '/sign-in-help'],
    ['/%2f%2fevil.contoso.example', '/%2f%2fevil.contoso.example'],
  ])('%s leads to %s', (value, path) => {
    expect(safeReturnPath(value, ORIGIN)).toBe(path)
  })

  it.each<unknown>([
    undefined,
    null,
    42,
    ['/runs'],
    '',
    'https://evil.contoso.example',
    'https://evil.contoso.example/https://portal.contoso.example',
    'http://portal.contoso.example/runs',
    'https://portal.contoso.example:8443/runs',
    'https://portal.contoso.example.evil.example',
    'https://portal.contoso.example@evil.contoso.example',
    'https://me@portal.contoso.example/runs',
    'https://:word@portal.contoso.example/runs',
    '//evil.contoso.example',
    '///evil.contoso.example',
    '/\\evil.contoso.example',
    '\\\\evil.contoso.example',
    '/.//evil.contoso.example',
    '/runs/..//evil.contoso.example',
    '/\t/evil.contoso.example',
    '/\n/evil.contoso.example',
    '\u0000//evil.contoso.example',
    ' //evil.contoso.example',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://portal.contoso.example/6d0d',
    'filesystem:https://portal.contoso.example/x',
    'view-source:https://portal.contoso.example/',
    'ftp://portal.contoso.example/',
    'https://',
    'http://[',
    'http://%zz',
    'https://portal.contoso.example:99999',
    '/%',
    '/%E0%A4%A',
    '/%ff',
    '/%00',
    '/ru\u0000ns',
    '/api',
    '/api/auth/signout',
    '/x/../api/auth/signout',
    '/_next/image?url=/api/runs',
    '/sign-in',
    '/sign-in?callbackUrl=/sign-in',
    '/auth-error?code=blocked',
    `/${'a'.repeat(1_001)}`,
    `/${'ß'.repeat(400)}`,
    'x'.repeat(100_000),
  ])('%j leads home', (value) => {
    expect(safeReturnPath(value, ORIGIN)).toBe('/')
  })

  it('never leaves the origin, whatever is put in front or behind', () => {
    const pieces = [
      '/',
      '\\',
      '//',
      '@',
      ':',
      '.',
      '..',
      '?',
      '#',
      '%2f',
      '%5c',
      '\t',
      '\r\n',
      '\u0000',
      '\ud800',
      'http:',
    ]
    for (const one of pieces) {
      for (const two of pieces) {
        const path = safeReturnPath(`${one}${two}evil.contoso.example${two}`, ORIGIN)
        expect(new URL(path, ORIGIN).origin).toBe(ORIGIN)
        expect(new URL(`${ORIGIN}${path}`).origin).toBe(ORIGIN)
        expect(path).toMatch(/^\/(?![/\\])[^\r\n\t]*$/)
      }
    }
  })
})
