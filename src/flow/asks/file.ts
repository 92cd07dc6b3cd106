import { z } from 'zod';
import type { Input, Reading, Turn } from '../engine.ts';
import { normalize } from '../normalize.ts';
import type { AnswerValue } from '../position.ts';
import { type FileKind, fileKinds, refusal } from '../reading/accept-file.ts';
import { builtIn } from '../turn.ts';
import { defineAsk } from './ask.ts';

interface Rules {
  accept: readonly FileKind[];
  maxMb: number | undefined;
  min: number;
  max: number;
}
type Media = Extract<Input, { kind: 'media' }>;

/** A file as an answer keeps it: `id` names it in the files room. */
type KeptFile = { id: string; kind: string; name?: string; mime?: string; size?: number; caption?: string };

/** What Telegram's and VK's albums hold. */
const mostFiles = 10;
const number = z.int().min(1).max(mostFiles);

/** Files, one or several. They are kept already when the engine hears of them; the answer is the list of them. */
export const askFile = defineAsk(
  'file',
  {
    accept: z.array(z.enum(fileKinds)).min(1).optional().describe('Kinds of files taken, all if left out'),
    maxMb: z.number().positive().max(2000).optional().describe('Largest file taken, megabytes'),
    count: z
      .union([number, z.strictObject({ min: number.optional(), max: number.optional() })])
      .optional()
      .describe('Most files taken, or { min, max }; 1 if left out. More than one are ended by a button Done'),
  },
  ({ accept = fileKinds, maxMb, count = 1 }, at, compiler) => {
    const { min = 1, max = Math.max(min, typeof count === 'number' ? count : mostFiles) } =
      typeof count === 'number' ? {} : count;
    if (min > max) compiler.problem([...at, 'count'], 'bounds', { min, max });
    const rules: Rules = { accept, maxMb, min, max };
    return {
      buttons: turn =>
        filesSoFar(turn).length >= min && max > 1 ? [[{ label: builtIn(turn, 'button.done'), option: 'done' }]] : [],
      read(input, turn) {
        if (input.kind === 'media') return takeFiles(input, rules, turn);
        if (input.kind === 'option') return input.option === 'done' ? finish(rules, turn) : { kind: 'stale' };
        if (input.kind !== 'text') return { kind: 'foreign', text: expected(rules, turn) };
        return isDone(input.text) ? finish(rules, turn) : { kind: 'invalid', text: expected(rules, turn) };
      },
    };
  },
);

/** Takes what fits and tells what does not, so that one wrong file of an album costs nobody the others. */
function takeFiles({ files, caption }: Media, rules: Rules, turn: Turn): Reading {
  const before = filesSoFar(turn);
  const reasons = files.map(file => refusal(file, rules));
  const fitting = files.filter((_, index) => reasons[index] === undefined);
  const taken = fitting.slice(0, rules.max - before.length);
  const words = [...new Set(reasons)].flatMap(reason => (reason ? whyNot(reason, rules, turn) : []));
  if (fitting.length > taken.length) words.push(builtIn(turn, 'files.tooMany', { count: rules.max }));
  const [first, ...others] = taken;
  if (!first)
    return before.length > 0 ? more(words, rules, turn) : { kind: 'invalid', text: words.join(' ') || expected(rules, turn) };
  const kept: KeptFile[] = [...before, { ...first, ...(caption && { caption }) }, ...others];
  turn.position.gathered = kept;
  if (kept.length >= rules.max) return { ...finish(rules, turn), ...(words.length > 0 && { say: { text: words.join(' ') } }) };
  return more(words, rules, turn);
}

function more(words: string[], { min }: Rules, turn: Turn): Reading {
  const count = filesSoFar(turn).length;
  const soFar = builtIn(turn, count < min ? 'files.few' : 'files.soFar', { count, min });
  return { kind: 'more', text: { text: [...words, soFar].join(' ') } };
}

function finish(rules: Rules, turn: Turn): Reading {
  const files = filesSoFar(turn);
  if (files.length === 0) return { kind: 'invalid', text: expected(rules, turn) };
  if (files.length < rules.min) return more([], rules, turn);
  return { kind: 'answer', value: files, text: files.map(file => fileWords(file, turn)).join(', ') };
}

function whyNot(reason: 'kind' | 'size', rules: Rules, turn: Turn): string {
  return reason === 'size' ? builtIn(turn, 'files.large', { size: rules.maxMb }) : expected(rules, turn);
}

function expected({ accept }: Rules, turn: Turn): string {
  if (accept.length === fileKinds.length) return builtIn(turn, 'expected.file');
  const kinds = accept.map(kind => builtIn(turn, `files.kind.${kind}`));
  return builtIn(turn, 'files.only', { kinds: kinds.join(', ') });
}

/** How people read a file back: by its name, or by what it is, with the words sent under it. */
function fileWords({ kind, name, caption }: KeptFile, turn: Turn): string {
  const what = name ?? builtIn(turn, `files.shown.${kind}`);
  return caption ? `${what} (${caption})` : what;
}

/** The files of this question given so far, read back from a position that was stored. */
function filesSoFar({ position }: Turn): KeptFile[] {
  return Array.isArray(position.gathered) ? position.gathered.filter(isKept) : [];
}

function isKept(value: AnswerValue): value is KeptFile {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.id === 'string';
}

const isDone = (text: string): boolean =>
  ['готово', 'все', 'это все', 'done', 'that is all', 'thats all'].includes(normalize(text));
