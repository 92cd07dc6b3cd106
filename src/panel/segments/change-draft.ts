import { type DraftGroup, type DraftRule, emptyCondition, isGroup } from './rule-draft.ts';

/** What a button of the builder does, and with which row. */
export interface DraftAction {
  what: 'add' | 'addGroup' | 'remove' | 'up' | 'down' | 'in' | 'out';
  at: number[];
}

/** The deepest group that may still get one inside: the rule language has ten levels. */
export const deepest = 8;

/** The draft after a button was pressed, and the row that the writer is at then. What cannot be done leaves it as it is. Pure. */
export function changeDraft(draft: DraftGroup, { what, at }: DraftAction): { draft: DraftGroup; focus: number[] } {
  const unchanged = { draft, focus: at };
  if (what === 'add' || what === 'addGroup') {
    const group = find(draft, at);
    if (!group || !isGroup(group) || (what === 'addGroup' && at.length >= deepest)) return unchanged;
    const added: DraftRule = what === 'add' ? emptyCondition : { is: 'any', of: [emptyCondition] };
    const focus = [...at, group.of.length];
    return { draft: edit(draft, at, of => [...of, added]), focus: what === 'add' ? focus : [...focus, 0] };
  }
  const place = at.at(-1);
  const parent = at.slice(0, -1);
  const row = find(draft, at);
  if (place === undefined || !row) return unchanged;
  if (what === 'remove') {
    const left = edit(draft, parent, of => of.filter((_, i) => i !== place));
    return { draft: left, focus: neighbour(left, parent, place) };
  }
  if (what === 'up' || what === 'down') return moveBy(draft, at, what === 'up' ? -1 : 1);
  return what === 'in' ? moveIn(draft, at, row) : moveOut(draft, at, row);
}

function moveBy(draft: DraftGroup, at: number[], step: number): { draft: DraftGroup; focus: number[] } {
  const parent = at.slice(0, -1);
  const from = at.at(-1) ?? 0;
  const group = find(draft, parent);
  const to = from + step;
  if (!group || !isGroup(group) || to < 0 || to >= group.of.length) return { draft, focus: at };
  const moved = edit(draft, parent, of => {
    const rows = of.toSpliced(from, 1);
    return of[from] ? rows.toSpliced(to, 0, of[from]) : of;
  });
  return { draft: moved, focus: [...parent, to] };
}

/** Into the group above it, or else into a new one of its own. */
function moveIn(draft: DraftGroup, at: number[], row: DraftRule): { draft: DraftGroup; focus: number[] } {
  const parent = at.slice(0, -1);
  const place = at.at(-1) ?? 0;
  if (at.length + depthOf(row) > deepest) return { draft, focus: at };
  const above = place > 0 ? find(draft, [...parent, place - 1]) : undefined;
  if (above && isGroup(above)) {
    const without = edit(draft, parent, of => of.toSpliced(place, 1));
    const group = [...parent, place - 1];
    return { draft: edit(without, group, of => [...of, row]), focus: [...group, above.of.length] };
  }
  const wrapped = edit(draft, parent, of => of.toSpliced(place, 1, { is: 'any', of: [row] }));
  return { draft: wrapped, focus: [...at, 0] };
}

/** Behind the group that it was in, which goes when it is left empty. */
function moveOut(draft: DraftGroup, at: number[], row: DraftRule): { draft: DraftGroup; focus: number[] } {
  const group = at.slice(0, -1);
  const place = group.at(-1);
  if (place === undefined) return { draft, focus: at };
  const outer = group.slice(0, -1);
  const left = edit(draft, group, of => of.toSpliced(at.at(-1) ?? 0, 1));
  const from = find(left, group);
  const isEmpty = from !== undefined && isGroup(from) && from.of.length === 0;
  const out = edit(left, outer, of => (isEmpty ? of.toSpliced(place, 1, row) : of.toSpliced(place + 1, 0, row)));
  return { draft: out, focus: [...outer, isEmpty ? place : place + 1] };
}

const depthOf = (row: DraftRule): number => (isGroup(row) ? 1 + Math.max(0, ...row.of.map(depthOf)) : 0);

/** The row that stands where one was taken away, or the one before it, or the group itself. */
function neighbour(draft: DraftGroup, parent: number[], place: number): number[] {
  const group = find(draft, parent);
  const count = group && isGroup(group) ? group.of.length : 0;
  return count === 0 ? parent : [...parent, Math.min(place, count - 1)];
}

function find(draft: DraftRule, [next, ...rest]: number[]): DraftRule | undefined {
  if (next === undefined) return draft;
  const row = isGroup(draft) ? draft.of[next] : undefined;
  return row && find(row, rest);
}

function edit(group: DraftGroup, [next, ...rest]: number[], change: (of: DraftRule[]) => DraftRule[]): DraftGroup {
  if (next === undefined) return { ...group, of: change(group.of) };
  return { ...group, of: group.of.map((row, i) => (i === next && isGroup(row) ? edit(row, rest, change) : row)) };
}
