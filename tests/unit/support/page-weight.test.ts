import { expect, it } from 'vitest'
import { scriptsIn } from '../../support/page-weight.ts'

it('a page loads the scripts of its tags and of its component data, each once, without those for old browsers', () => {
  const html = `
    <link rel="preload" as="script" href="/_next/static/chunks/one.js"/>
    <script src="/_next/static/chunks/one.js" async=""></script>
    <script src="/_next/static/chunks/old.js" noModule=""></script>
    <script>self.__next_f.push([1,"2:I[17,[\\"/_next/static/chunks/two.js\\"],\\"Menu\\"]"])</script>
    <script>self.__next_f.push([1,"3:I[18,[\\"static/chunks/three.js\\"],\\"Pane\\"]"])</script>`
  expect(scriptsIn(html)).toEqual(['one', 'two', 'three'].map((name) => `/_next/static/chunks/${name}.js`))
})
