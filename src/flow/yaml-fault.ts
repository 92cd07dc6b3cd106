import type { ErrorCode } from 'yaml';

/** A fault of a YAML text, for an author: a key under `flow:problem` with its values. */
export interface YamlFault {
  key: string;
  values: Record<string, unknown>;
}

/** Words for the faults that people make; where the library calls several by one code, its message tells them apart. */
const faults: readonly { code: ErrorCode; says?: RegExp; key: string }[] = [
  { code: 'TAB_AS_INDENT', key: 'tab' },
  { code: 'DUPLICATE_KEY', key: 'sameKey' },
  { code: 'MISSING_CHAR', says: /closing/, key: 'quote' },
  { code: 'MISSING_CHAR', says: /map values/, key: 'colon' },
  { code: 'MISSING_CHAR', says: /^Comments/, key: 'comment' },
  { code: 'MISSING_CHAR', says: /without - indicator/, key: 'indent' },
  { code: 'MISSING_CHAR', says: /^Missing ,|end with/, key: 'bracket' },
  { code: 'MISSING_CHAR', says: /space after :/, key: 'colon' },
  { code: 'MISSING_CHAR', says: /^Tags and anchors/, key: 'alias' },
  { code: 'MULTILINE_IMPLICIT_KEY', key: 'colon' },
  { code: 'BAD_INDENT', says: /and end with/, key: 'bracket' },
  { code: 'BAD_INDENT', key: 'indent' },
  { code: 'BLOCK_AS_IMPLICIT_KEY', says: /sequence/, key: 'indent' },
  { code: 'BLOCK_AS_IMPLICIT_KEY', key: 'secondColon' },
  { code: 'BLOCK_IN_FLOW', key: 'bracket' },
  { code: 'BAD_SCALAR_START', key: 'sign' },
  { code: 'BAD_ALIAS', key: 'alias' },
  { code: 'ALIAS_PROPS', key: 'alias' },
  { code: 'MULTIPLE_ANCHORS', key: 'alias' },
  { code: 'BAD_DQ_ESCAPE', key: 'escape' },
  { code: 'MULTIPLE_DOCS', key: 'documents' },
  { code: 'RESOURCE_EXHAUSTION', key: 'deep' },
  { code: 'UNEXPECTED_TOKEN', says: /block-seq-ind/, key: 'listInLine' },
  { code: 'UNEXPECTED_TOKEN', says: /at node end/, key: 'afterQuote' },
  { code: 'UNEXPECTED_TOKEN', says: /end token/, key: 'closing' },
  { code: 'UNEXPECTED_TOKEN', key: 'unexpected' },
];

/** Says a fault as the YAML library found it at the beginning of `rest`, the text from there on. */
export function yamlFault({ code, message }: { code: ErrorCode; message: string }, rest: string): YamlFault {
  const found = faults.find(fault => fault.code === code && (fault.says?.test(message) ?? true));
  if (!found) return otherFault(message);
  return { key: `yaml.${found.key}`, values: { sign: [...rest][0] ?? '', got: wordsAt(rest) } };
}

/** A fault that shows only when names are put in: `*name` for a value marked `&name`. */
export function aliasFault(message: string): YamlFault {
  if (/alias count/.test(message)) return { key: 'yaml.deep', values: {} };
  return /alias/.test(message) ? { key: 'yaml.alias', values: {} } : otherFault(message);
}

function otherFault(message: string): YamlFault {
  return { key: 'yaml.other', values: { message } };
}

/** The beginning of a line, up to the colon that ends a key. */
function wordsAt(rest: string): string {
  const line = /^[^\n]*?(?=\s*:(?:\s|$)|\s*\n|\s*$)/.exec(rest)?.[0] ?? '';
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
