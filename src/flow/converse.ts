import { modernPosition } from './answers.ts';
import { beginRun, restartRun, startFlow } from './begin-run.ts';
import { type Press, pressLimit, readPress } from './buttons.ts';
import { flowOf } from './calls.ts';
import type { FlowLibrary, Run } from './engine.ts';
import { findByCommand, findByKeyword, findByLink, readCommand } from './find-start.ts';
import { answerOutside, callOperatorOutside } from './outside.ts';
import { isWaiting, unpark } from './park.ts';
import type { Effect, Facts, FlowEvent, Position, StepResult } from './position.ts';
import { returnToCaller } from './return-to-caller.ts';
import { recordOf } from './run-record.ts';
import { speakIn } from './speak-in.ts';
import { isLabel, stepRun } from './step.ts';
import { answerMailings, callOperator, continueRun, showMenu, stopRun, stopTalking } from './wishes.ts';
import { readWord, type Word } from './words.ts';

/** One event of a conversation, with everything that decides about it. */
interface Talk {
  library: FlowLibrary;
  run: Run | undefined;
  facts: Facts;
}

/**
 * What the bot does about an event: goes on with the run, starts one, or answers outside of any. Pure; never throws; whatever a person
 * sends is answered, except the second click of a button that has just been dealt with. A tick before its time changes nothing.
 */
export function converse(library: FlowLibrary, stored: Position | undefined, event: FlowEvent, facts: Facts): StepResult {
  const position = stored && modernPosition(stored);
  if (event.kind === 'tick') return position ? passTime(library, position, facts) : { effects: [] };
  if (event.kind === 'press' && event.data === (position ? position.lastPress : facts.lastPress)) {
    return { ...(position ? { position } : { lastPress: event.data }), effects: [] };
  }
  const flow = position && flowOf(library, position);
  if (position && !flow) return rememberPress(withoutFlow(library, position, event, facts), event);
  const run = position && flow && { library, flow, position };
  return rememberPress(route({ library, run, facts }, event), event);
}

function passTime(library: FlowLibrary, position: Position, facts: Facts): StepResult {
  const flow = flowOf(library, position);
  return flow
    ? stepRun({ library, flow, position }, { kind: 'tick' }, facts)
    : withoutFlow(library, position, { kind: 'tick' }, facts);
}

function route(talk: Talk, event: FlowEvent): StepResult {
  const { run, facts } = talk;
  switch (event.kind) {
    case 'start':
      return routeStart(talk, event.link);
    case 'text':
      return routeText(talk, event.text);
    case 'press':
      return routePress(talk, event.data);
    case 'resume':
    case 'tick':
      return run ? stepRun(run, event, facts) : { effects: [] };
    case 'contact':
    case 'location':
    case 'media':
    case 'other':
      return run ? stepRun(run, event, facts) : meet(talk, 'misunderstood');
  }
}

function routeStart({ library, run, facts }: Talk, link?: string): StepResult {
  const found = link ? findByLink(library, link) : undefined;
  const byCommand = found ? undefined : findByCommand(library, 'start');
  const flow = found?.flow ?? byCommand ?? (run ? undefined : library.default);
  // VK tells beside the payload on which page the link stood.
  const source = found && { ...(facts.source.detail && { detail: facts.source.detail }), ...found.source };
  if (flow) return startFlow({ library, run, flow, facts, source });
  return run ? continueRun(run, facts) : answerOutside(library, facts, 'welcome');
}

function routeText(talk: Talk, text: string): StepResult {
  const { library, run, facts } = talk;
  const command = readCommand(text);
  if (command?.command === 'start') return routeStart(talk, command.payload);
  const called = command && findByCommand(library, command.command);
  if (called) return startFlow({ library, run, flow: called, facts });
  const word = readWord(text);
  if (word !== undefined && !(run && isLabel(run, text, facts))) {
    const heard = hear(talk, word);
    if (heard) return heard;
  }
  if (run && !isWaiting(run.position)) return stepRun(run, { kind: 'text', text }, facts);
  const wanted = findByKeyword(library, text);
  if (wanted) return startFlow({ library, run, flow: wanted, facts });
  return run ? stepRun(run, { kind: 'text', text }, facts) : meet(talk, 'misunderstood');
}

/** Words that mean more than the present question; the others are the question's own. */
function hear({ library, run, facts }: Talk, word: Word): StepResult | undefined {
  switch (word) {
    case 'stop':
      return stopTalking(library, run, facts);
    case 'cancel':
      return stopRun(run, facts);
    case 'unsubscribe':
      return answerMailings({ library, run, facts, wish: 'unsubscribe', by: 'word' });
    case 'menu':
      return showMenu(library, run, facts);
    case 'operator':
      return run ? callOperator(run, facts) : callOperatorOutside(facts);
    case 'russian':
    case 'english':
      return speakIn(word === 'russian' ? 'ru' : 'en', { library, run, facts });
    case 'back':
    case 'skip':
    case 'repeat':
      return undefined;
  }
}

function routePress(talk: Talk, data: string): StepResult {
  const { library, run, facts } = talk;
  const press = readPress(data);
  if (press?.kind === 'wish') return grant(talk, press);
  if (run) return stepRun(run, { kind: 'press', data }, facts);
  return facts.isNew && library.default ? meet(talk, 'misunderstood') : answerOutside(library, facts, 'closed');
}

function grant(talk: Talk, { wish, argument }: Extract<Press, { kind: 'wish' }>): StepResult {
  const { library, run, facts } = talk;
  switch (wish) {
    case 'continue':
      return run ? continueRun(run, facts) : answerOutside(library, facts, 'closed');
    case 'restart':
      return run ? restartRun(run, facts) : routeStart(talk);
    case 'start': {
      const flow = library.byId(argument);
      return flow ? startFlow({ library, run, flow, facts }) : meet(talk, 'misunderstood');
    }
    case 'operator':
      return run ? callOperator(run, facts) : callOperatorOutside(facts);
    case 'menu':
      return showMenu(library, run, facts);
    case 'keep':
    case 'unsubscribe':
    case 'subscribe':
      return answerMailings({ library, run, facts, wish, by: 'button' });
  }
}

/** Whoever writes for the first time meets the default flow; anybody else hears what can be done here. */
function meet({ library, run, facts }: Talk, words: string): StepResult {
  if (!run && facts.isNew && library.default) return beginRun({ library, flow: library.default, facts });
  return run ? continueRun(run, facts) : answerOutside(library, facts, words);
}

/**
 * The flow is gone from the library, its revisions too. Where another one called it, the run goes on there after the call; otherwise the run
 * ends, and the event is dealt with as if there had been none.
 */
function withoutFlow(library: FlowLibrary, position: Position, event: FlowEvent, facts: Facts): StepResult {
  const result = returnToCaller(library, position, facts);
  if (result) return result;
  const lost: Effect[] = [{ kind: 'run', run: recordOf({ library, position, facts }, 'stopped') }];
  const rest = unpark(position);
  const flow = rest && flowOf(library, rest);
  const run = rest && flow && { library, flow, position: rest };
  const after = route({ library, run, facts }, event);
  return { ...after, effects: [...lost, ...after.effects] };
}

/** A press is remembered until something else happens, so that its second click changes nothing. */
function rememberPress(result: StepResult, event: FlowEvent): StepResult {
  const press = event.kind === 'press' ? event.data.slice(0, pressLimit) : undefined;
  const { position } = result;
  if (!position) return press === undefined ? result : { ...result, lastPress: press };
  if (press === undefined && position.lastPress === undefined) return result;
  const { lastPress: _, ...rest } = position;
  return { ...result, position: press === undefined ? rest : { ...rest, lastPress: press } };
}
