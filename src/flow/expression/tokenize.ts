export type Token =
  | { kind: 'number'; value: number; at: number }
  /** `1d`, `30m`: a span of time. */
  | { kind: 'duration'; value: string; at: number }
  | { kind: 'string'; value: string; at: number }
  | { kind: 'name'; value: string; at: number }
  | { kind: 'sign'; value: string; at: number }
  | { kind: 'end'; value: ''; at: number };

/** What is wrong with an expression or a placeholder, and where in it. Caught at the door of the parser, never seen outside. */
export class SyntaxProblem extends Error {
  readonly key: string;
  readonly values: Record<string, unknown>;

  constructor(key: string, values: Record<string, unknown> = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

const pattern =
  /\s*(?:(?<duration>\d{1,5}[smhdw](?![\p{L}\p{N}_]))|(?<number>\d+(?:\.\d+)?)|(?<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>==|!=|<=|>=|[<>+\-*/%?:(),.|]))/uy;

/** Cuts a text into words of the expression language. Throws a SyntaxProblem at a sign that means nothing. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found?.groups) throw new SyntaxProblem('sign', { sign: text.slice(at).trim().slice(0, 12) });
    tokens.push(tokenOf(found.groups, at));
    at = pattern.lastIndex;
  }
  tokens.push({ kind: 'end', value: '', at });
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>, at: number): Token {
  if (groups.duration !== undefined) return { kind: 'duration', value: groups.duration, at };
  if (groups.number !== undefined) return { kind: 'number', value: Number(groups.number), at };
  if (groups.string !== undefined) return { kind: 'string', value: unquote(groups.string), at };
  if (groups.name !== undefined) return { kind: 'name', value: groups.name, at };
  return { kind: 'sign', value: groups.sign ?? '', at };
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gsu, '$1');
}
