import type { CompiledStep, Input, Reading, Turn } from '../engine.ts';
import { normalize } from '../normalize.ts';
import { builtIn, render } from '../turn.ts';
import { type Choice, type Option, optionOf } from './choice-options.ts';

/** What stands in `picked` for an answer in own words. */
const ownWords = '=';
const ownWordsLimit = 500;

/** Reads an answer to a choice of exactly one. */
export function readOne(choice: Choice, input: Input, turn: Turn, step: CompiledStep): Reading {
  if (input.kind === 'option') {
    if (input.option === 'other' && choice.other) return { kind: 'more', text: { text: builtIn(turn, 'ownWords') } };
    const option = choice.options.find(({ tag }) => input.option === `+${tag}`);
    return option ? answerOne(option, turn, step) : { kind: 'stale' };
  }
  if (input.kind !== 'text') return { kind: 'foreign' };
  const option = optionOf(choice, input.text, turn, step);
  if (option) return answerOne(option, turn, step);
  if (choice.other) return { kind: 'answer', value: 'other', text: input.text.slice(0, ownWordsLimit) };
  return { kind: 'invalid', text: builtIn(turn, 'invalid.choice') };
}

function answerOne(option: Option, turn: Turn, step: CompiledStep): Reading {
  return { kind: 'answer', value: option.value, text: render(turn, option.label, step).text };
}

/** Reads a press or a text in a choice of many: ticks are kept in the position until Done, a typed list is the whole answer. */
export function readMany(choice: Choice, input: Input, turn: Turn, step: CompiledStep): Reading {
  if (input.kind === 'option') return readTick(choice, input.option, turn, step);
  if (input.kind !== 'text') return { kind: 'foreign' };
  if (['готово', 'done'].includes(normalize(input.text))) return finishMany(choice, turn.position.picked ?? [], turn, step);
  const pieces = splitList(input.text);
  const options = pieces.map(piece => optionOf(choice, piece, turn, step));
  const found = options.filter(option => option !== undefined);
  if (found.length === pieces.length) return finishMany(choice, [...new Set(found.map(({ tag }) => tag))], turn, step);
  if (!choice.other) return { kind: 'invalid', text: builtIn(turn, 'invalid.choices') };
  return tick(choice, `${ownWords}${input.text.slice(0, ownWordsLimit)}`, turn, step);
}

function readTick(choice: Choice, option: string, turn: Turn, step: CompiledStep): Reading {
  const picked = turn.position.picked ?? [];
  if (option === 'done') return finishMany(choice, picked, turn, step);
  if (option === 'other' && choice.other) return { kind: 'more', text: { text: builtIn(turn, 'ownWords') } };
  const tag = option.slice(1);
  if (!/^[+-]/.test(option) || !choice.options.some(each => each.tag === tag)) return { kind: 'stale' };
  if (option.startsWith('+')) return tick(choice, tag, turn, step);
  turn.position.picked = picked.filter(each => each !== tag);
  return soFar(choice, turn, step);
}

function tick(choice: Choice, entry: string, turn: Turn, step: CompiledStep): Reading {
  const picked = turn.position.picked ?? [];
  const most = choice.many?.max ?? 1;
  if (!picked.includes(entry) && picked.length >= most) return more(turn, 'tooMany', { count: most });
  turn.position.picked = picked.includes(entry) ? picked : [...picked, entry];
  return soFar(choice, turn, step);
}

function soFar(choice: Choice, turn: Turn, step: CompiledStep): Reading {
  const answer = wordsOfPicked(choice, turn.position.picked ?? [], turn, step);
  return answer === '' ? more(turn, 'pickedNone') : more(turn, 'picked', { answer });
}

function finishMany(choice: Choice, picked: string[], turn: Turn, step: CompiledStep): Reading {
  const { min, max } = choice.many ?? { min: 1, max: 1 };
  if (picked.length < min) return more(turn, 'tooFew', { count: min });
  if (picked.length > max) return more(turn, 'tooMany', { count: max });
  const ordered = choice.options.filter(({ tag }) => picked.includes(tag)).map(({ value }) => value);
  const value = picked.some(isOwnWords) ? [...ordered, 'other'] : ordered;
  return { kind: 'answer', value, text: wordsOfPicked(choice, picked, turn, step) || builtIn(turn, 'nothingPicked') };
}

function wordsOfPicked(choice: Choice, picked: string[], turn: Turn, step: CompiledStep): string {
  const labels = choice.options.filter(({ tag }) => picked.includes(tag)).map(({ label }) => render(turn, label, step).text);
  return [...labels, ...picked.filter(isOwnWords).map(entry => entry.slice(ownWords.length))].join(', ');
}

const isOwnWords = (entry: string): boolean => entry.startsWith(ownWords);

function more(turn: Turn, key: string, values?: Record<string, unknown>): Reading {
  return { kind: 'more', text: { text: builtIn(turn, key, values) } };
}

/** "1, 3", "1 3", "кухня и ванная". */
function splitList(text: string): string[] {
  const separator = /^[\d\s]+$/.test(text) ? /\s+/ : /[,;\n]|\s+(?:и|and)\s+/;
  return text
    .split(separator)
    .map(piece => piece.trim())
    .filter(piece => piece !== '');
}
