import type { Button } from '../messages/index.ts';
import type { Turn } from './engine.ts';
import { say } from './say.ts';
import { sayInstant } from './text/say-instant.ts';
import { builtIn } from './turn.ts';

/** Tells who writes, or has just answered, when the run goes on. */
export function sayWhenWoken(turn: Turn, buttons: Button[][] = []): void {
  const { position, facts } = turn;
  if (position.waitUntil === undefined) return;
  const when = sayInstant(new Date(position.waitUntil), { ...facts, language: position.language });
  say(turn, { text: builtIn(turn, 'wokenAt', { when }) }, { buttons });
}
