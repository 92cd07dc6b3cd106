import { converse, type Effect, type Facts, type FlowEvent, type FlowLibrary, type Position } from '../../flow/index.ts';
import type { QuietHours } from '../../lib/quiet-hours.ts';
import type { Capabilities } from '../../messages/index.ts';
import { type Card, emptyCard, noteOnCard } from './simulated-card.ts';
import type { Happening, Simulation } from './simulation.ts';

/** A turn of the conversation: what the customer did, and what came of it. */
export interface Turn {
  happened: Happening;
  /** When it happened; for time that passed, when it had passed. */
  at: Date;
  /** What came of it, in order; with time that passed each at its own moment. */
  answers: { at: Date; effects: Effect[] }[];
  /** People held the conversation, so the bot said nothing. */
  isHeld: boolean;
}

export interface Held {
  turns: Turn[];
  card: Card;
  now: Date;
  position?: Position;
  /** The queue that holds the conversation. */
  queue?: string;
}

interface Surroundings {
  flow: string;
  library: FlowLibrary;
  capabilities: Capabilities;
  timeZone: string;
  quietHours: QuietHours;
  region: string;
}

/** What the conversation is at one moment. */
interface State extends Surroundings {
  simulation: Simulation;
  now: Date;
  card: Card;
  position?: Position;
  lastPress?: string;
  isNew: boolean;
  queue?: string;
  turns: number;
}

/** Between two things that a customer does. */
const pauseMs = 20_000;
/** A flow that wants to be woken again and again is not followed for ever. */
const mostTicks = 200;

/** Holds the whole conversation with the engine. Pure: nothing is stored, sent or done, and the same conversation gives the same result. */
export function holdConversation(simulation: Simulation, around: Surroundings): Held {
  const state: State = {
    ...around,
    simulation,
    now: new Date(simulation.at),
    card: emptyCard(simulation.language),
    isNew: true,
    turns: 0,
  };
  const turns = simulation.happened.map(happened => takeTurn(state, happened));
  const { card, now, position, queue } = state;
  return { turns, card, now, ...(position && { position }), ...(queue !== undefined && { queue }) };
}

function takeTurn(state: State, happened: Happening): Turn {
  if (happened.kind === 'pass') return passTime(state, happened);
  state.now = new Date(state.now.getTime() + (state.turns++ > 0 ? pauseMs : 0));
  if (happened.kind === 'giveBack') delete state.queue;
  const isHeld = state.queue !== undefined;
  const answers = isHeld ? [] : [{ at: state.now, effects: happen(state, eventOf(happened, state)) }];
  return { happened, at: state.now, answers, isHeld };
}

/** Wakes the run whenever it wants to be woken until then. */
function passTime(state: State, happened: Extract<Happening, { kind: 'pass' }>): Turn {
  const until = new Date(state.now.getTime() + happened.ms);
  const answers: Turn['answers'] = [];
  for (let ticks = 0; ticks < mostTicks && state.queue === undefined; ticks++) {
    const wakeAt = state.position?.wakeAt;
    if (wakeAt === undefined || new Date(wakeAt) > until) break;
    state.now = new Date(Math.max(state.now.getTime(), new Date(wakeAt).getTime()));
    answers.push({ at: state.now, effects: happen(state, { kind: 'tick' }) });
    if (state.position?.wakeAt === wakeAt) break;
  }
  state.now = until;
  return { happened, at: until, answers, isHeld: false };
}

function happen(state: State, event: FlowEvent): Effect[] {
  const { position, effects, lastPress } = converse(state.library, state.position, event, factsOf(state));
  delete state.position;
  delete state.lastPress;
  if (position) state.position = position;
  if (lastPress !== undefined) state.lastPress = lastPress;
  state.isNew = false;
  for (const effect of effects) {
    noteOnCard(state.card, effect);
    if (effect.kind === 'handoff') state.queue = effect.queue;
  }
  return effects;
}

const samplePhone = '+79990000001';
const samplePlace = { latitude: 55.7558, longitude: 37.6173 };
const sampleFiles = {
  photo: { name: 'photo.jpg', mime: 'image/jpeg', size: 240_000 },
  video: { name: 'video.mp4', mime: 'video/mp4', size: 3_000_000 },
  voice: { name: 'voice.ogg', mime: 'audio/ogg', size: 30_000 },
  document: { name: 'document.pdf', mime: 'application/pdf', size: 120_000 },
};

function eventOf(happened: Exclude<Happening, { kind: 'pass' }>, { flow, turns }: State): FlowEvent {
  switch (happened.kind) {
    case 'start':
      return { kind: 'start', link: flow };
    case 'text':
      return { kind: 'text', text: happened.text };
    case 'press':
      return { kind: 'press', data: happened.data };
    case 'contact':
      return { kind: 'contact', phone: happened.own ? samplePhone : '+79990000002', own: happened.own };
    case 'location':
      return { kind: 'location', ...samplePlace };
    case 'media':
      return { kind: 'media', files: [{ id: `file-${turns}`, kind: happened.what, ...sampleFiles[happened.what] }] };
    case 'sticker':
      return { kind: 'other' };
    case 'giveBack':
      return { kind: 'resume' };
  }
}

/** Where a payload of a deep link to the flow itself is given, the source stays unknown: nobody came by it. */
function factsOf(state: State): Facts {
  const { simulation, card, capabilities, now, turns } = state;
  const { sharePhone, shareLocation } = capabilities.buttons;
  return {
    now,
    timeZone: state.timeZone,
    quietHours: state.quietHours,
    language: card.language,
    messenger: simulation.messenger,
    can: { sharePhone, shareLocation },
    region: state.region,
    contact: card.contact,
    ...(card.deal && { deal: card.deal }),
    promise: { replyBy: new Date(now.getTime() + 60 * 60_000) },
    isNew: state.isNew,
    finished: card.finished,
    earlier: card.earlier,
    source: {},
    newRunId: `simulated-${turns}`,
    seed: turns,
    ...(state.lastPress !== undefined && { lastPress: state.lastPress }),
  };
}
