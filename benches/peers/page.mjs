// The usual way from Markdown to a page for the editor, in one process: marked parses, highlight.js colours the
// code, juice puts a theme and the colours into style attributes. What tuwen is compared with:
//
//   npm install && node page.mjs article.md [--plain] > page.html
//
// `--plain` leaves the code without colours.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Marked } from 'marked'

const [file, plain] = process.argv.slice(2)
const marked = new Marked({ gfm: true })
let css = `
section { font-size: 16px; line-height: 1.75; color: #333; font-family: sans-serif }
h1, h2, h3 { line-height: 1.4; color: #0f766e }
h2 { border-bottom: 2px solid #0f766e; padding-bottom: 4px }
p { margin: 1em 0 } li { margin: 4px 0 } strong { color: #0f766e }
blockquote { border-left: 4px solid #0f766e; padding: 8px 16px; background: #f6f6f6 }
table { border-collapse: collapse } td, th { border: 1px solid #ddd; padding: 6px 12px }
code { font-family: monospace } p code { background: #f0f0f0; padding: 2px 4px }
pre { padding: 12px; background: #f6f8fa; overflow-x: auto } img { max-width: 100% }
`
if (plain !== '--plain') {
  const { markedHighlight } = await import('marked-highlight')
  const { default: hljs } = await import('highlight.js')
  marked.use(markedHighlight({
    langPrefix: 'hljs language-',
    highlight: (code, language) =>
      hljs.highlight(code, { language: hljs.getLanguage(language) ? language : 'plaintext' }).value,
  }))
  css += readFileSync(createRequire(import.meta.url).resolve('highlight.js/styles/github.css'), 'utf8')
}
const { default: juice } = await import('juice')
const text = readFileSync(file, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, '')
process.stdout.write(juice.inlineContent(`<section>${marked.parse(text)}</section>`, css))
