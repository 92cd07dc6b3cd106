import type { ContactPatch } from '../../../src/contacts/index.ts';
import { converse, type Effect, type FlowEvent, type FlowLibrary, type RunOutcome } from '../../../src/flow/index.ts';
import { cardPatch } from '../../../src/inbox/apply-effects.ts';
import { factsFor } from '../../../src/inbox/facts.ts';
import { sourceOf } from '../../../src/inbox/source-of.ts';
import { usualQuietHours } from '../../../src/lib/quiet-hours.ts';
import type { Capabilities, DeliveryStatus } from '../../../src/messages/index.ts';
import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';
import { entriesOf } from './entries-of.ts';
import type { TalkBook } from './talk-book.ts';

/** One event as the bot hears it, with what it tells about the card. */
export interface Heard {
  event: FlowEvent;
  card: ContactPatch;
  isNew: boolean;
  link?: string;
}

interface BotSide {
  book: TalkBook;
  person: Person;
  /** Who answers for new customers. */
  owner: string;
  library: FlowLibrary;
  capabilities: Capabilities;
  random: Random;
}

const defaults = { region: 'RU', timeZone: 'Europe/Moscow' };

/** The bot's side of a talk: the very engine that holds the real ones decides what is said and done. */
export function createBotSide({ book, person, owner, library, capabilities, random }: BotSide): (heard: Heard) => void {
  const { record } = book;
  const finished: Record<string, RunOutcome> = {};
  const messenger = { name: person.address.messenger, capabilities };

  return ({ event, card, isNew, link }) => {
    const { conversation, contact } = record;
    book.pass(0.4 + random.next());
    const now = book.now();
    const before = conversation.position;
    const { position, effects, lastPress } = converse(library, before, event, {
      ...factsFor({
        ...{ conversation, contact, messenger, finished, defaults, now },
        source: link ? { link } : {},
        quietHours: usualQuietHours,
      }),
      isNew,
      // Chance of our own, so that the same talk is the same again.
      newRunId: `demo-${person.number}-${record.runs.size}`,
      seed: random.int(0, 2 ** 30),
    });
    if (position) conversation.position = position;
    else delete conversation.position;
    if (lastPress) conversation.lastPress = lastPress;
    const flow = effects.flatMap(effect => (effect.kind === 'run' ? [effect.run.flow] : []))[0] ?? (position ?? before)?.flow;
    const assigned = effects.some(({ kind }) => kind === 'assign');
    book.write({ ...cardPatch(effects, card, now), ...(assigned && { owner }) }, flow);
    keepFacts(effects);
    for (const effect of effects) {
      say(effect);
      note(effect, { flow, effects });
    }
  };

  function say(effect: Effect): void {
    for (const entry of entriesOf(effect, capabilities)) {
      book.pass(0.2);
      const sentAt = new Date(book.now().getTime() + 300);
      book.add({ ...entry, ...(entry.delivery && { delivery: refused() ?? { ...entry.delivery, sentAt } }) });
    }
  }

  /** Whom nothing reaches any more: a reminder goes the way of everything else. */
  function refused(): DeliveryStatus | undefined {
    const [identity] = record.contact.identities;
    if (!identity || identity.reachability.state === 'reachable') return undefined;
    return { state: 'failed', attempts: 0, reason: identity.reachability.state };
  }

  function keepFacts(effects: Effect[]): void {
    const told = effects.filter(effect => effect.kind === 'fact');
    for (const run of new Set(told.map(fact => fact.run))) {
      const source = sourceOf(record.conversation, effects, run);
      record.facts.push({ told: told.filter(fact => fact.run === run), at: book.now(), ...(source && { source }) });
    }
  }

  function note(effect: Effect, { flow, effects }: { flow: string | undefined; effects: Effect[] }): void {
    const at = book.now();
    if (effect.kind === 'consent') {
      const { kind: _kind, consent, step, by: _by, delivery: _delivery, ...rest } = effect;
      const where = { conversation: person.conversation, ...(flow && { flow }), ...(step && { step }) };
      record.consents.push({ ...rest, kind: consent, at, ...where });
    }
    if (effect.kind === 'deal') {
      const { kind: _kind, ...deal } = effect;
      const source = sourceOf(record.conversation, effects, deal.run);
      record.deals.push({ ...deal, at, owner, moves: [], ...(source && { source }) });
    }
    if (effect.kind === 'task') {
      const { title, run, due, to } = effect;
      record.tasks.push({ title, run, due: new Date(due), for: { kind: to === 'owner' ? 'owner' : 'managers' }, at });
    }
    if (effect.kind === 'run') {
      record.runs.set(effect.run.id, { run: effect.run, at });
      if (effect.run.outcome) finished[effect.run.flow] = effect.run.outcome;
    }
    if (effect.kind === 'handoff') {
      Object.assign(record.conversation, { mode: 'queue', queue: effect.queue, unread: 1, waitingSince: at });
    }
  }
}
