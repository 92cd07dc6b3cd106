import type { NotedProblem } from '../accounts/index.ts';
import type { ArrivedEvent } from '../inbox/index.ts';
import { type Incoming, type Messenger, type MessengerName, wordProblem } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

interface Happened {
  name: MessengerName;
  events: ArrivedEvent[] | undefined;
  problems: NotedProblem[];
  /** Reads the raw events. */
  messenger: Pick<Messenger, 'parse'> | undefined;
}

/** What came from a messenger last, and what went wrong with it last. */
export function presentHappened(viewer: Viewer, { name, events, problems, messenger }: Happened) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:messengers.${key}`, values);
  return {
    isBusy: events === undefined,
    events: (events ?? []).map(event => {
      const incoming = messenger && read(messenger, event.raw);
      return {
        when: presentTime(viewer, event.receivedAt),
        kind: text(incoming ? `events.kind.${incoming.content.kind}` : 'events.passed'),
        ...(incoming && { who: nameOf(incoming) }),
        ...(event.conversation && { href: `/inbox/${encodeURIComponent(event.conversation)}` }),
        ...(event.failure && { failed: text('events.failed') }),
      };
    }),
    problems: problems.map(({ problem, at, times }) => ({
      said: wordProblem(viewer.language, name, problem),
      when: presentTime(viewer, at),
      ...(times > 1 && { times: text('problems.times', { count: times }) }),
    })),
  };
}

/** An event that nobody could read is shown all the same. */
function read(messenger: Pick<Messenger, 'parse'>, raw: unknown): Incoming | undefined {
  try {
    return messenger.parse(raw);
  } catch {
    return undefined;
  }
}

function nameOf({ from }: Incoming): string {
  const full = [from.firstName, from.lastName].filter(Boolean).join(' ');
  return full || (from.username ? `@${from.username}` : from.id);
}
