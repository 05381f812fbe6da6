import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete'
import { yaml } from '@codemirror/lang-yaml'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { useComputedColorScheme } from '@mantine/core'
import { basicSetup } from 'codemirror'
import { useEffect, useRef } from 'react'
import type { FieldError } from '../api/types'
import { complete } from './complete'
import { inkOf } from './ink'

interface Props {
  value: string
  change: (value: string) => void
  problems: FieldError[]
  label: string
  nonce: string
}

/** Where a problem is, as the editor counts. */
function place(problem: FieldError, view: EditorView): Diagnostic {
  const line = view.state.doc.line(Math.min(view.state.doc.lines, Math.max(1, problem.line ?? 1)))
  const from = Math.min(line.to, line.from + Math.max(0, (problem.column ?? 1) - 1))
  const word = /^[\w.-]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 1
  return { from, to: Math.min(line.to, from + Math.max(1, word)), severity: problem.severity === 'warning' ? 'warning' : 'error', message: problem.message }
}

/** An editor of YAML that knows the words of flows and marks what the server found wrong. */
export default function YamlEditor({ value, change, problems, label, nonce }: Props) {
  const parent = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | undefined>(undefined)
  const changed = useRef(change)
  changed.current = change
  const scheme = useComputedColorScheme('light')
  const ink = useRef(new Compartment())

  useEffect(() => {
    if (!parent.current) return
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          EditorView.cspNonce.of(nonce),
          basicSetup,
          yaml(),
          closeBrackets(),
          lintGutter(),
          autocompletion({ override: [complete], activateOnTyping: true }),
          keymap.of(completionKeymap),
          EditorState.tabSize.of(2),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString())
          }),
          ink.current.of(inkOf(scheme)),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
    // the text comes in by the effect below
  }, [label, nonce])

  useEffect(() => {
    const editor = view.current
    if (editor && editor.state.doc.toString() !== value) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => view.current?.dispatch({ effects: ink.current.reconfigure(inkOf(scheme)) }), [scheme])

  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(setDiagnostics(editor.state, problems.map((problem) => place(problem, editor))))
  }, [problems])

  return <div ref={parent} className="editor" />
}
