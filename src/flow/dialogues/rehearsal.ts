import type { Button, Outgoing } from '../../messages/index.ts';
import { converse } from '../converse.ts';
import type { FlowLibrary } from '../library.ts';
import type { ContactFacts, Effect, Facts, FlowEvent, Position, RunOutcome, RunRecord } from '../position.ts';
import type { Dialogue } from './dialogue.ts';

/** One conversation held with the engine alone: it keeps what the inbox would keep, and does to its card what the effects say. */
export interface Rehearsal {
  library: FlowLibrary;
  dialogue: Pick<Dialogue, 'messenger' | 'language'>;
  now: Date;
  contact: ContactFacts;
  position?: Position;
  lastPress?: string;
  isNew: boolean;
  finished: Record<string, RunOutcome>;
  /** Every message of the bot so far. */
  said: Outgoing[];
  run?: RunRecord;
  notified: string[];
  /** The queue that has the conversation: the bot is silent. */
  queue?: string;
  heldNow: boolean;
  runs: number;
}

export function beginRehearsal(library: FlowLibrary, dialogue: Dialogue): Rehearsal {
  const { tags = [], score = 0, fields = {}, consents = {}, ...own } = dialogue.contact;
  const known = Object.entries(consents).map(([kind, given]) => [
    kind,
    { given, hash: given ? hashOf(library, kind, dialogue.language) : '' },
  ]);
  return {
    library,
    dialogue,
    now: new Date(dialogue.now),
    contact: {
      id: 'contact',
      ...definedOf(own),
      tags,
      score,
      fields: fields as ContactFacts['fields'],
      consents: Object.fromEntries(known),
    },
    isNew: dialogue.new,
    finished: { ...dialogue.finished },
    said: [],
    notified: [],
    heldNow: false,
    runs: 0,
  };
}

/** Lets one thing happen and gives the messages that answered it. */
export function happen(rehearsal: Rehearsal, event: FlowEvent): Outgoing[] {
  if (event.kind === 'resume') rehearsal.heldNow = false;
  if (rehearsal.heldNow) return [];
  const before = rehearsal.said.length;
  const { position, effects, lastPress } = converse(rehearsal.library, rehearsal.position, event, factsOf(rehearsal));
  replace(rehearsal, 'position', position);
  replace(rehearsal, 'lastPress', lastPress);
  for (const effect of effects) apply(rehearsal, effect);
  rehearsal.isNew = false;
  return rehearsal.said.slice(before);
}

/** The newest button with a label, or the oldest. */
export function findButton({ said }: Rehearsal, label: string, oldest: boolean): Button | undefined {
  const buttons = said.flatMap(message => message.buttons?.flat() ?? []);
  return oldest ? buttons.find(button => button.label === label) : buttons.findLast(button => button.label === label);
}

function factsOf(rehearsal: Rehearsal): Facts {
  const { dialogue, contact, isNew, finished, now, lastPress } = rehearsal;
  rehearsal.runs++;
  return {
    now,
    timeZone: 'Europe/Moscow',
    language: dialogue.language,
    messenger: dialogue.messenger,
    can: { sharePhone: dialogue.messenger === 'telegram', shareLocation: dialogue.messenger !== 'web' },
    region: 'RU',
    contact,
    promise: { replyBy: new Date(now.getTime() + 60 * 60_000) },
    isNew,
    finished,
    source: {},
    newRunId: `run-${rehearsal.runs}`,
    seed: rehearsal.runs,
    ...(lastPress !== undefined && { lastPress }),
  };
}

function apply(rehearsal: Rehearsal, effect: Effect): void {
  const { contact } = rehearsal;
  if (effect.kind === 'say') rehearsal.said.push(effect.message);
  if (effect.kind === 'field') contact[effect.field] = effect.value;
  if (effect.kind === 'customField') contact.fields = { ...contact.fields, [effect.field]: effect.value };
  if (effect.kind === 'tag') contact.tags = [...contact.tags.filter(tag => !effect.remove.includes(tag)), ...effect.add];
  if (effect.kind === 'score') contact.score += effect.add;
  if (effect.kind === 'consent')
    contact.consents = { ...contact.consents, [effect.consent]: { given: effect.given, hash: effect.hash } };
  if (effect.kind === 'notify') rehearsal.notified.push(`${effect.to}: ${effect.text}`);
  if (effect.kind === 'run') keepRun(rehearsal, effect.run);
  if (effect.kind === 'handoff') {
    rehearsal.queue = effect.queue;
    rehearsal.heldNow = true;
  }
}

function keepRun(rehearsal: Rehearsal, run: RunRecord): void {
  rehearsal.run = run;
  if (run.outcome) rehearsal.finished[run.flow] = run.outcome;
}

function hashOf({ all }: FlowLibrary, kind: string, language: 'ru' | 'en'): string {
  const texts = all.map(({ consents }) =>
    kind === 'personal-data' || kind === 'advertising' ? consents[kind]?.[language]?.hash : undefined,
  );
  return texts.find(hash => hash !== undefined) ?? '';
}

function replace<K extends 'position' | 'lastPress'>(rehearsal: Rehearsal, key: K, value: Rehearsal[K] | undefined): void {
  if (value === undefined) delete rehearsal[key];
  else rehearsal[key] = value;
}

/** Leaves out what is undefined, which the card's optional fields may not be. */
function definedOf(card: { [key in 'name' | 'firstName' | 'phone' | 'email' | 'city']?: string | undefined }) {
  const { name, firstName, phone, email, city } = card;
  return {
    ...(name && { name }),
    ...(firstName && { firstName }),
    ...(phone && { phone }),
    ...(email && { email }),
    ...(city && { city }),
  };
}
