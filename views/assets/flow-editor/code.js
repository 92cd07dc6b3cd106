// The text itself: CodeMirror with YAML, faults at their lines, completion, search and undo.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { yaml as yamlLanguage } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { diffLines } from 'diff';
import { createCompletion } from './complete.js';

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--text)', backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace',
    lineHeight: '1.55',
  },
  '.cm-content': { caretColor: 'var(--accent)', padding: '10px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--muted)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 25%, transparent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--accent) 14%, transparent)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--accent-line)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--hover)', border: '1px solid var(--line)', color: 'var(--muted)' },
  '.cm-panels': { backgroundColor: 'var(--surface-2)', color: 'var(--text)' },
  '.cm-panels-bottom, .cm-panels-top': { borderColor: 'var(--line)' },
  '.cm-textfield': {
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    color: 'var(--text)',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--hover)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    color: 'var(--text)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: 'var(--lift)',
    color: 'var(--text)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', lineHeight: '1.5' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
  '.cm-completionInfo': { padding: '8px 10px', maxWidth: '19rem', fontFamily: 'var(--tblr-font-sans-serif)', fontSize: '12.5px' },
  '.cm-diagnostic': { padding: '6px 10px', fontFamily: 'var(--tblr-font-sans-serif)', fontSize: '12.5px', maxWidth: '28rem' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--bad)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--warn)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: [tags.lineComment, tags.comment], color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.labelName, tags.typeName], color: 'var(--accent)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--muted)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

export function createCode(parent, { boot, schema, onChange, onCursor, onSave }) {
  /** What the draft names at present: steps, answers, flows. */
  let names = { steps: [], answers: [], flows: [] };
  const complete = createCompletion({ schema, names: () => names, words: boot.words });
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: boot.draft.yaml, extensions: extensions({ boot, complete, onChange, onCursor, onSave }) }),
  });

  // An Escape that closed a list of completions does not leave the text as well.
  parent.addEventListener('keydown', event => {
    if (event.key === 'Escape' && event.defaultPrevented) event.stopPropagation();
  });

  return {
    set names({ steps = names.steps, answers = names.answers, flows }) {
      names = { steps, answers, flows };
    },
    text: () => view.state.doc.toString(),
    line: () => view.state.doc.lineAt(view.state.selection.main.head).number,
    focus: () => view.focus(),
    /** Puts the cursor at a place, in the middle of what is seen. */
    goTo(line, column = 1) {
      const { doc } = view.state;
      const at = doc.line(Math.max(1, Math.min(line, doc.lines)));
      const anchor = Math.min(at.from + column - 1, at.to);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
    /** Becomes another text by as few changes as there are, so that the cursor stays and undo brings the old one back. */
    replace(text) {
      view.dispatch({ changes: changesTo(view.state.doc.toString(), text), userEvent: 'input.merge' });
    },
    showFaults({ problems, warnings }) {
      const { state } = view;
      const all = [
        ...problems.map(fault => ({ ...fault, severity: 'error' })),
        ...warnings.map(fault => ({ ...fault, severity: 'warning' })),
      ];
      view.dispatch(
        setDiagnostics(
          state,
          all.map(fault => diagnostic(state.doc, fault)),
        ),
      );
    },
  };
}

function extensions({ boot, complete, onChange, onCursor, onSave }) {
  const save = () => {
    onSave();
    return true;
  };
  return [
    EditorView.cspNonce.of(boot.nonce),
    EditorState.phrases.of(boot.phrases),
    EditorState.tabSize.of(2),
    indentUnit.of('  '),
    EditorState.readOnly.of(!boot.mayWrite),
    EditorView.editable.of(boot.mayWrite),
    // Whoever may not write can still walk through the text with the keyboard.
    EditorView.contentAttributes.of({ 'aria-label': boot.flow, tabindex: '0' }),
    lineNumbers(),
    lintGutter(),
    foldGutter(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    EditorView.lineWrapping,
    yamlLanguage(),
    syntaxHighlighting(colours),
    look,
    autocompletion({ override: [complete], icons: false }),
    keymap.of([
      { key: 'Mod-s', run: save, preventDefault: true },
      { key: 'Tab', run: indentUnlessCompleting, shift: indentLess },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
    EditorView.updateListener.of(update => {
      if (update.docChanged) onChange(update.state.doc.toString());
      if (update.selectionSet || update.docChanged) onCursor(update.state.doc.lineAt(update.state.selection.main.head).number);
    }),
  ];
}

/** Tab indents; Escape and then Tab leaves the field, as CodeMirror lets everybody do. */
function indentUnlessCompleting(view) {
  return view.state.readOnly ? false : indentMore(view);
}

function diagnostic(doc, { line, column, message, severity }) {
  const at = doc.line(Math.max(1, Math.min(line, doc.lines)));
  const from = Math.min(at.from + Math.max(0, column - 1), at.to);
  const rest = at.text.slice(from - at.from);
  // The word at the place is underlined; an empty place takes what is before it.
  const length = /^[^\s,:{}[\]]*/.exec(rest)[0].length || rest.trimEnd().length;
  return { from: length > 0 ? from : at.from, to: length > 0 ? from + length : at.to, severity, message };
}

function changesTo(before, after) {
  const changes = [];
  let at = 0;
  for (const { value, added, removed } of diffLines(before, after)) {
    if (added) changes.push({ from: at, insert: value });
    else {
      if (removed) changes.push({ from: at, to: at + value.length });
      at += value.length;
    }
  }
  return changes;
}
