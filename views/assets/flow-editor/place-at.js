// Where in the file the cursor stands: the keys above it, and what the map around it has already.
import { yamlLanguage } from '@codemirror/lang-yaml';

/** Stands for what is being typed while the text is read once more. */
const probe = 'zzzProbe';

/** The place of the cursor, or nothing inside a text or a comment. */
export function placeAt({ state, pos }) {
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  if (/(^|\s)#/.test(before)) return undefined;
  const typed = /[\p{L}\w.#@-]*$/u.exec(before)[0].replace(/^-$/, '');
  const lead = before.slice(0, before.length - typed.length);
  const kind = kindOf(lead);
  if (!kind) return undefined;
  const from = pos - typed.length;
  const rest = /^[\w.-]*/.exec(line.text.slice(pos - line.from))[0].length;
  const after = state.sliceDoc(pos + rest);
  const hasColon = /^\s*:/.test(after);
  const text = state.sliceDoc(0, from) + probe + (kind === 'key' && !hasColon ? ': 0' : '') + after;
  const found = readPlace(text, from, kind);
  return (
    found && { ...found, kind, typed, from, indent: lead.length, isFlow: /[{[,]\s*$/.test(lead) || /[{[][^}\]]*$/.test(lead) }
  );
}

function kindOf(lead) {
  if (/^\s*(- +)*$/.test(lead)) return 'key';
  if (/[{,]\s*$/.test(lead)) return 'key';
  // A list in brackets, or what follows a colon.
  if (/(\[|:)\s+$|\[$/.test(lead) || /\[[^\]{]*,\s*$/.test(lead)) return 'value';
  return undefined;
}

function readPlace(text, at, kind) {
  const tree = yamlLanguage.parser.parse(text);
  let node = tree.resolveInner(at, 1);
  const path = [];
  let siblings;
  let own = kind === 'key';
  for (; node; node = node.parent) {
    const { name } = node;
    if (name === 'Pair') {
      const key = keyOf(node, text);
      if (own && key === probe) own = false;
      else path.unshift(key);
    } else if (name === 'Item' || (name === 'FlowSequence' && kind === 'value')) {
      if (name === 'Item') path.unshift(0);
    } else if (name === 'BlockMapping' || name === 'FlowMapping') {
      siblings ??= pairsOf(node, text);
      // Each map that was passed tells which of the schema's variants it is.
      path.maps = [pairsOf(node, text), ...(path.maps ?? [])];
    }
  }
  if (own) return undefined;
  return { path, maps: path.maps ?? [], siblings: (siblings ?? []).filter(({ key }) => key !== probe) };
}

function keyOf(pair, text) {
  const key = pair.getChild('Key');
  return key ? unquote(text.slice(key.from, key.to)) : '';
}

function pairsOf(map, text) {
  return map.getChildren('Pair').map(pair => {
    const value = pair.lastChild;
    const isScalar = value && ['Literal', 'QuotedLiteral'].includes(value.name);
    return { key: keyOf(pair, text), ...(isScalar && { value: unquote(text.slice(value.from, value.to)) }) };
  });
}

const unquote = text => text.trim().replace(/^(["'])(.*)\1$/s, '$2');
