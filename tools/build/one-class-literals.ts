import { parse } from 'acorn';

/** As far as we look at a tree of ESTree. */
interface Node {
  type: string;
  start: number;
  properties?: Node[];
  argument?: Node;
}

const guard = '...{}, ';
/** Most modules have none and need not be parsed; an empty literal in front has been done. */
const mayHaveSome = /\{\s*\.\.\.(?!\{\}, )/;

/**
 * The same module, whose object literals that begin with a spread and go on (`{ ...card, owner }`) spread an empty object first, which changes
 * nothing of what they are. In V8 up to Node 20 at least, each object made by such a literal that adds a field gets a hidden class of its own
 * (https://issues.chromium.org/issues/42202972): making it takes ten times as long, and what reads it is compiled again and again. Done twice
 * it is done once. Lines stay where they are. Throws SyntaxError for what is no module.
 */
export function withOneClassLiterals(code: string): string {
  if (!mayHaveSome.test(code)) return code;
  const places = literalsIn(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }))
    .map(({ properties }) => properties ?? [])
    .filter(([first, second]) => first?.type === 'SpreadElement' && second && first.argument?.properties?.length !== 0)
    .flatMap(([first]) => first?.start ?? [])
    .toSorted((one, other) => one - other);
  const pieces = places.map((place, i) => code.slice(places[i - 1] ?? 0, place));
  return [...pieces, code.slice(places.at(-1) ?? 0)].join(guard);
}

function literalsIn(tree: unknown): Node[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const within = Object.values(tree).flatMap(literalsIn);
  return isNode(tree) && tree.type === 'ObjectExpression' ? [tree, ...within] : within;
}

const isNode = (value: object): value is Node => 'type' in value && 'start' in value;
