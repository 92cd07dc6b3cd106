import { usualQuietHours } from '../../lib/quiet-hours.ts';
import type { Button, Outgoing } from '../../messages/index.ts';
import { converse } from '../converse.ts';
import type { FlowLibrary } from '../library.ts';
import type { ContactFacts, DealFacts, Effect, Facts, FlowEvent, Position, RunOutcome, RunRecord } from '../position.ts';
import { applyToCard, changedDeal, dealOf } from './apply-effect.ts';
import { cover, watched } from './coverage.ts';
import type { Dialogue } from './dialogue.ts';

/** One conversation held with the engine alone: it keeps what the inbox would keep, and does to its card what the effects say. */
export interface Rehearsal {
  library: FlowLibrary;
  dialogue: Pick<Dialogue, 'messenger' | 'timeZone'>;
  language: 'ru' | 'en';
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
  deal?: DealFacts;
  tasks: { title: string; due: string; to: string }[];
  assigned?: string;
  topics: Record<string, boolean>;
  webhooks: { url: string; body: Record<string, unknown> }[];
  /** What was asked for in words. */
  chosen?: 'ru' | 'en';
  /** Whole records of runs that ended, for those that are taken up again. */
  earlier: Record<string, RunRecord>;
  /** Steps that were run, by flow. */
  covered: Map<string, Set<string>>;
}

export function beginRehearsal(library: FlowLibrary, dialogue: Dialogue): Rehearsal {
  const { tags = [], score = 0, fields = {}, consents = {}, ...own } = dialogue.contact;
  const known = Object.entries(consents).map(([kind, given]) => [
    kind,
    { given, hash: given ? hashOf(library, kind, dialogue.language) : '' },
  ]);
  const covered = new Map<string, Set<string>>();
  return {
    library: watched(library, covered),
    covered,
    dialogue,
    language: dialogue.language,
    tasks: [],
    topics: {},
    webhooks: [],
    earlier: {},
    ...(dialogue.deal && { deal: dealOf(dialogue.deal) }),
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

/** Lets time pass: the bot is woken whenever it wanted to be. Gives everything that it said meanwhile. */
export function pass(rehearsal: Rehearsal, ms: number): Outgoing[] {
  const until = rehearsal.now.getTime() + ms;
  const said: Outgoing[] = [];
  for (let left = wakingLimit; left > 0; left--) {
    const at = rehearsal.position?.wakeAt;
    if (at === undefined || rehearsal.heldNow || Date.parse(at) > until) break;
    rehearsal.now = new Date(Math.max(rehearsal.now.getTime(), Date.parse(at)));
    said.push(...happen(rehearsal, { kind: 'tick' }));
  }
  rehearsal.now = new Date(until);
  return said;
}

/** More often nobody is woken in one line of a dialogue. */
const wakingLimit = 1000;

/** The newest button with a label, or the oldest. */
export function findButton({ said }: Rehearsal, label: string, oldest: boolean): Button | undefined {
  const buttons = said.flatMap(message => message.buttons?.flat() ?? []);
  return oldest ? buttons.find(button => button.label === label) : buttons.findLast(button => button.label === label);
}

function factsOf(rehearsal: Rehearsal): Facts {
  const { dialogue, contact, isNew, finished, now, lastPress, language, deal, earlier } = rehearsal;
  rehearsal.runs++;
  return {
    now,
    timeZone: dialogue.timeZone,
    // A dialogue is the same wherever it is held.
    quietHours: usualQuietHours,
    language,
    messenger: dialogue.messenger,
    can: { sharePhone: dialogue.messenger === 'telegram', shareLocation: dialogue.messenger !== 'web' },
    region: 'RU',
    contact,
    promise: { replyBy: new Date(now.getTime() + 60 * 60_000) },
    isNew,
    finished,
    earlier,
    ...(deal && { deal }),
    source: {},
    newRunId: `run-${rehearsal.runs}`,
    seed: rehearsal.runs,
    ...(lastPress !== undefined && { lastPress }),
  };
}

function apply(rehearsal: Rehearsal, effect: Effect): void {
  applyToCard(rehearsal.contact, effect);
  switch (effect.kind) {
    case 'say':
      rehearsal.said.push(effect.message);
      return;
    case 'notify':
      rehearsal.notified.push(`${effect.to}: ${effect.text}`);
      return;
    case 'run':
      keepRun(rehearsal, effect.run);
      return;
    case 'handoff':
      rehearsal.queue = effect.queue;
      rehearsal.heldNow = true;
      return;
    case 'task':
      rehearsal.tasks.push({ title: effect.title, due: effect.due, to: effect.to });
      return;
    case 'assign':
      rehearsal.assigned = effect.to;
      return;
    case 'topic':
      rehearsal.topics[effect.topic] = effect.wanted;
      return;
    case 'webhook':
      rehearsal.webhooks.push({ url: effect.url, body: effect.body });
      return;
    case 'language':
      rehearsal.language = effect.language;
      rehearsal.chosen = effect.language;
      return;
    case 'fact':
      if (effect.what === 'shown') cover(rehearsal.covered, effect.flow, effect.step);
      return;
    case 'deal':
    case 'dealField':
    case 'stage':
      replace(rehearsal, 'deal', changedDeal(rehearsal.deal, effect));
      return;
  }
}

function keepRun(rehearsal: Rehearsal, run: RunRecord): void {
  rehearsal.run = run;
  if (!run.outcome) return;
  rehearsal.finished[run.flow] = run.outcome;
  rehearsal.earlier[run.flow] = run;
}

function hashOf({ all }: FlowLibrary, kind: string, language: 'ru' | 'en'): string {
  const texts = all.map(({ consents }) =>
    kind === 'personal-data' || kind === 'advertising' ? consents[kind]?.[language]?.hash : undefined,
  );
  return texts.find(hash => hash !== undefined) ?? '';
}

function replace<K extends 'position' | 'lastPress' | 'deal'>(
  rehearsal: Rehearsal,
  key: K,
  value: Rehearsal[K] | undefined,
): void {
  if (value === undefined) delete rehearsal[key];
  else rehearsal[key] = value;
}

/** Leaves out what is undefined, which the card's optional fields may not be. */
function definedOf(card: { [key in CardField]?: string | undefined }): { [key in CardField]?: string } {
  const known: { [key in CardField]?: string } = {};
  for (const field of cardFields) if (card[field] !== undefined) known[field] = card[field];
  return known;
}

const cardFields = ['name', 'firstName', 'lastName', 'phone', 'email', 'city', 'birthday', 'company'] as const;
type CardField = (typeof cardFields)[number];
