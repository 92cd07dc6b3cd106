import { isMissing } from '../deliveries/index.ts';
import type { Broadcast, BroadcastWishes } from './broadcast.ts';
import { wrongValues } from './broadcast-error.ts';
import type { BroadcastPatch } from './broadcast-schema.ts';
import { blankWishes } from './drafts.ts';
import type { BroadcastMeans } from './means.ts';
import { problemsOf } from './problems-of.ts';

/** What a draft may be without for the time being, or what lies in the installation: told before it is rehearsed. */
const notYet = [
  'audienceNotReady',
  'noMessengerChosen',
  'notConnected',
  'nobodyReachable',
  'noLinks',
  'noGoal',
  'clicksUncounted',
];
const ofContent = 'content.';

/**
 * Refuses what a program enters of a mailing and what can never be sent so: a variable that there is not, a button over a limit, an audience of
 * nobody, a time in the past, a segment that leads nowhere. Only what `patch` names is looked at; `before` is absent of a new one. AppError
 * `broadcasts.wrong_values` with `problems` by their fields, each with what to do.
 */
export async function refuseWrongValues(
  patch: BroadcastPatch,
  { before, ...means }: BroadcastMeans & { before?: Broadcast },
): Promise<void> {
  const named = Object.keys(patch).filter(name => name !== 'name');
  if (named.length === 0) return;
  const wrong = (await problemsOf(withPatch(before ?? blankWishes(''), patch), means)).filter(
    ({ field, code }) => named.includes(field.split('.')[0] ?? '') && !isForLater(code),
  );
  if (wrong.length > 0) throw wrongValues(wrong);
}

const isForLater = (code: string): boolean =>
  code.startsWith(ofContent) ? isMissing({ code: code.slice(ofContent.length) }) : notYet.includes(code);

function withPatch(before: BroadcastWishes, patch: BroadcastPatch): BroadcastWishes {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const wishes = Object.assign({ ...before }, Object.fromEntries(given.filter(([, value]) => value !== null)));
  const loose: Record<string, unknown> = wishes;
  for (const [name, value] of given) if (value === null) delete loose[name];
  return wishes;
}
