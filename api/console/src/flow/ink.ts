import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const LIGHT = { key: '#0b6175', text: '#1f6f2e', number: '#9c3a06', note: '#5a636b', back: '#eef2f4' }
const DARK = { key: '#66d9e8', text: '#8ce99a', number: '#ffc078', note: '#9aa4ac', back: '#22282c' }

/** Colours of the editor. */
export function inkOf(scheme: 'light' | 'dark'): Extension {
  const ink = scheme === 'dark' ? DARK : LIGHT
  return [
    EditorView.theme(
      {
        '&': { color: 'inherit' },
        '.cm-gutters': { backgroundColor: 'transparent', color: ink.note, borderRight: '1px solid var(--line)' },
        '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: ink.back },
        '.cm-tooltip': { backgroundColor: 'var(--card)', color: 'inherit', border: '1px solid var(--line)' },
        '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--mantine-primary-color-filled)', color: '#fff' },
        '.cm-cursor': { borderLeftColor: 'currentColor' },
        '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: scheme === 'dark' ? '#1d4b57 !important' : '#c5e9f0 !important' },
      },
      { dark: scheme === 'dark' },
    ),
    syntaxHighlighting(
      HighlightStyle.define([
        { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: ink.key },
        { tag: [tags.string, tags.content, tags.attributeValue], color: ink.text },
        { tag: [tags.number, tags.bool, tags.keyword], color: ink.number },
        { tag: [tags.comment, tags.lineComment], color: ink.note },
      ]),
    ),
  ]
}
