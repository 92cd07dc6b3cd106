import type { Button } from '../messages/index.ts';
import type { CompiledStep, Turn } from './engine.ts';
import { shortHash } from './short-hash.ts';

/** What a pressed button of ours says. */
export type Press =
  /** `q:<run>:<step>:<option>`: an answer to a question. */
  | { kind: 'question'; run: string; step: string; option: string }
  /** `f:<action>[:<argument>]`: a wish that no question waits for. */
  | { kind: 'wish'; wish: Wish; argument: string };

const wishes = ['continue', 'restart', 'start', 'operator', 'menu', 'keep', 'unsubscribe', 'subscribe'] as const;
export type Wish = (typeof wishes)[number];

/** Telegram takes 1–64 bytes (Bot API, InlineKeyboardButton.callback_data); every part of ours is plain ASCII and short. */
export const pressLimit = 64;

export function questionData(turn: Turn, step: CompiledStep, option: string): string {
  if (turn.runTag?.run !== turn.position.run) turn.runTag = { run: turn.position.run, tag: runTag(turn.position.run) };
  return `q:${turn.runTag.tag}:${step.tag}:${option}`;
}

/** What the button of a wish carries. */
export function wishData(wish: Wish, argument?: string): string {
  return argument === undefined ? `f:${wish}` : `f:${wish}:${argument}`;
}

export function wishButton(label: string, wish: Wish, argument?: string): Button {
  return { label, action: { kind: 'press', data: wishData(wish, argument) }, aside: true };
}

/** Reads the data of a press; undefined for what we never wrote. Anybody can forge it, so nothing is believed. */
export function readPress(data: string): Press | undefined {
  if (data.length > pressLimit) return undefined;
  const question = /^q:([a-z0-9]{1,12}):([a-z0-9]{1,12}):([a-z0-9~+-]{1,40})$/.exec(data);
  if (question) return { kind: 'question', run: question[1] ?? '', step: question[2] ?? '', option: question[3] ?? '' };
  const [, name, argument = ''] = /^f:([a-z]+)(?::([a-z0-9_-]{1,40}))?$/.exec(data) ?? [];
  const wish = wishes.find(each => each === name);
  return wish && { kind: 'wish', wish, argument };
}

export function runTag(run: string): string {
  return shortHash(run, 7);
}

/** Short names for the values of a question, different within it. */
export function optionTags(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return values.map(value => {
    let tag = shortHash(value, 6);
    for (let more = 1; seen.has(tag); more++) tag = shortHash(`${value} ${more}`, 6);
    seen.add(tag);
    return tag;
  });
}
