import { z } from 'zod';
import { optionTags } from '../buttons.ts';
import type { At, Compiler } from '../compiler.ts';
import type { AskButton, CompiledStep, QuestionBody, Turn } from '../engine.ts';
import type { Answer, AnswerValue } from '../position.ts';
import { scalar, tags, target, wording } from '../schema/parts.ts';
import { builtIn, changeScore, changeTags, render } from '../turn.ts';
import { defineAsk } from './ask.ts';
import type { Choice, Option } from './choice-options.ts';
import { readMany, readOne } from './read-choice.ts';

const option = z.strictObject({
  value: scalar.describe('Stored as the answer'),
  label: wording.describe('Words on the button'),
  next: target.optional(),
  tags: tags.optional().describe('Put on the card with this answer, taken off when the answer changes'),
  score: z.number().optional(),
});
const multiple = z.union([z.boolean(), z.strictObject({ min: z.int().min(0).optional(), max: z.int().min(1).optional() })]);

const shape = {
  options: z.array(option).min(1).describe('Buttons to choose from'),
  multiple: multiple.optional().describe('Several may be chosen: true, or { min, max }'),
  columns: z.int().min(1).max(5).optional().describe('Buttons in a row, 1 if left out'),
  other: wording.optional().describe('Label of a button for an answer in own words'),
};

/** One of several options, or some of them. */
export const askChoice = defineAsk('choice', shape, (own, at, compiler): QuestionBody => {
  const choice = compileChoice(own, at, compiler);
  return {
    exits: choice.options.flatMap(({ next }) => (choice.many || next === undefined ? [] : [next])),
    backButton: true,
    buttons: (turn, step) => buttons(choice, turn, step),
    read: (input, turn, step) => (choice.many ? readMany(choice, input, turn, step) : readOne(choice, input, turn, step)),
    next: answer => (choice.many ? undefined : chosen(choice, answer)[0]?.next),
    taken: (answer, previous, turn) => rewardChoice(choice, answer, previous, turn),
  };
});

function compileChoice(own: z.infer<z.ZodObject<typeof shape>>, at: At, compiler: Compiler): Choice {
  const values = own.options.map(({ value }) => `${typeof value} ${value}`);
  const tagsOfOptions = optionTags(values);
  const options = own.options.map(({ value, label, next, tags: add = [], score = 0 }, index): Option => {
    const place = [...at, 'options', index];
    if (values.indexOf(values[index] ?? '') !== index) compiler.problem([...place, 'value'], 'sameOption', { value });
    if (own.other !== undefined && value === 'other') compiler.problem([...place, 'value'], 'reservedOption', { value });
    compiler.target(next, [...place, 'next']);
    if (next !== undefined && own.multiple) compiler.problem([...place, 'next'], 'nextOfMany');
    return {
      value,
      tag: tagsOfOptions[index] ?? '',
      label: compiler.label(label, [...place, 'label']),
      ...(next !== undefined && { next }),
      tags: add,
      score,
    };
  });
  const other = own.other && compiler.label(own.other, [...at, 'other']);
  const bounds = own.multiple && own.multiple !== true ? own.multiple : {};
  const { min = 1, max = options.length } = bounds;
  if (own.multiple && (min > max || min > options.length)) compiler.problem([...at, 'multiple'], 'bounds', { min, max });
  compiler.buttons(options.length + (other ? 1 : 0) + (own.multiple ? 1 : 0), [...at, 'options']);
  return { options, columns: own.columns ?? 1, ...(other && { other }), ...(own.multiple && { many: { min, max } }) };
}

function buttons({ options, other, columns, many }: Choice, turn: Turn, step: CompiledStep): AskButton[][] {
  const picked = turn.position.picked ?? [];
  const all = options.map(({ tag, label }): AskButton => {
    const words = render(turn, label, step).text;
    // The data of a ticked button says "untick", so that a second click of the first one is not taken for a change of mind.
    return many && picked.includes(tag) ? { label: `✓ ${words}`, option: `-${tag}` } : { label: words, option: `+${tag}` };
  });
  const rows: AskButton[][] = [];
  for (let at = 0; at < all.length; at += columns) rows.push(all.slice(at, at + columns));
  if (other) rows.push([{ label: render(turn, other, step).text, option: 'other' }]);
  if (many && picked.length >= many.min) rows.push([{ label: builtIn(turn, 'button.done'), option: 'done' }]);
  return rows;
}

function chosen({ options }: Choice, { value }: Answer): Option[] {
  const values: AnswerValue[] = Array.isArray(value) ? value : [value];
  return options.filter(each => values.includes(each.value));
}

/** Tags and score follow the answer: those of an answer that was changed are taken back. */
function rewardChoice(choice: Choice, answer: Answer, previous: Answer | undefined, turn: Turn): void {
  const now = chosen(choice, answer);
  const before = previous ? chosen(choice, previous) : [];
  changeTags(turn, { add: now.flatMap(each => each.tags), remove: before.flatMap(each => each.tags) });
  changeScore(turn, sum(now) - sum(before));
}

const sum = (options: Option[]): number => options.reduce((total, { score }) => total + score, 0);
