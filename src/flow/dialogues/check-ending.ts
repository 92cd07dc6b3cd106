import { answersOf } from '../answers.ts';
import type { RunRecord } from '../position.ts';
import type { Ending } from './dialogue.ts';
import type { Rehearsal } from './rehearsal.ts';

export interface OtherEnding {
  key: string;
  expected: string;
  got: string;
}

/** The first thing on the card, in the run or round it that is not as the dialogue says. */
export function checkEnding(rehearsal: Rehearsal, ending: Ending): OtherEnding | undefined {
  for (const [key, expected] of Object.entries(ending)) {
    const got = actual(rehearsal, key);
    if (!fits(expected, got)) return { key, expected: JSON.stringify(expected), got: JSON.stringify(got) ?? '—' };
  }
  return undefined;
}

function actual(rehearsal: Rehearsal, key: string): unknown {
  const { contact, run, position, queue, notified } = rehearsal;
  switch (key) {
    case 'language':
      return rehearsal.chosen;
    case 'deal':
    case 'tasks':
    case 'assigned':
    case 'topics':
    case 'webhooks':
      return rehearsal[key];
    case 'consents':
      return Object.fromEntries(Object.entries(contact.consents).map(([kind, { given }]) => [kind, given]));
    case 'outcome':
      return run?.outcome;
    case 'waits':
      return position?.step;
    case 'answers':
      return Object.fromEntries(given(position, run).map(({ step, value }) => [step, value]));
    case 'queue':
      return queue;
    case 'notified':
      return notified.map(text => text.replace(/[\u00a0\u202f]/g, ' '));
    case 'source':
      return [run?.source?.link, run?.source?.detail].filter(part => part !== undefined).join(' / ');
    default:
      return Object.hasOwn(contact, key) ? Reflect.get(contact, key) : undefined;
  }
}

/** The answers of the run that goes on, else of the one that ended last. */
function given(position: Rehearsal['position'], run: Rehearsal['run']): RunRecord['answers'] {
  return position && (!run || run.outcome === undefined || run.id === position.run) ? answersOf(position) : (run?.answers ?? []);
}

/** Of a map only the keys that are named are looked at; the rest is the same or not. */
function fits(expected: unknown, got: unknown): boolean {
  if (Array.isArray(expected))
    return Array.isArray(got) && expected.length === got.length && expected.every((each, index) => fits(each, got[index]));
  if (typeof expected !== 'object' || expected === null) return plainly(expected) === plainly(got);
  return Object.entries(expected).every(
    ([key, value]) => typeof got === 'object' && got !== null && Object.hasOwn(got, key) && fits(value, Reflect.get(got, key)),
  );
}

/** Spaces of every kind count as one. */
function plainly(value: unknown): string | undefined {
  return JSON.stringify(typeof value === 'string' ? value.replace(/[\u00a0\u202f]/g, ' ') : value);
}
