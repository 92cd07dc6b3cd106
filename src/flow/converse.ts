import { beginRun, restartRun, startFlow } from './begin-run.ts';
import { type Press, pressLimit, readPress } from './buttons.ts';
import { findByCommand, findByKeyword, findByLink, readCommand } from './find-start.ts';
import type { FlowLibrary } from './library.ts';
import { answerOutside, callOperatorOutside } from './outside.ts';
import type { Facts, FlowEvent, Position, StepResult } from './position.ts';
import { isLabel, step } from './step.ts';
import { answerMailings, callOperator, continueRun, type Run, showMenu, stopRun } from './wishes.ts';
import { readWord } from './words.ts';

/** One event of a conversation, with everything that decides about it. */
interface Talk {
  library: FlowLibrary;
  run: Run | undefined;
  facts: Facts;
}

/**
 * What the bot does about an event: goes on with the run, starts one, or answers outside of any. Pure; never throws; whatever a person
 * sends is answered, except the second click of a button that has just been dealt with.
 */
export function converse(library: FlowLibrary, position: Position | undefined, event: FlowEvent, facts: Facts): StepResult {
  if (event.kind === 'press' && event.data === (position ? position.lastPress : facts.lastPress)) {
    return { ...(position ? { position } : { lastPress: event.data }), effects: [] };
  }
  const flow = position && (library.byRevision(position.revision) ?? library.byId(position.flow));
  if (position && !flow) return rememberPress(abandonRun(library, position, event, facts), event);
  const run = position && flow && { flow, position };
  return rememberPress(route({ library, run, facts }, event), event);
}

function route(talk: Talk, event: FlowEvent): StepResult {
  const { library, run, facts } = talk;
  switch (event.kind) {
    case 'start':
      return routeStart(talk, event.link);
    case 'text':
      return routeText(talk, event.text);
    case 'press':
      return routePress(talk, event.data);
    case 'resume':
      return run ? step(run.flow, run.position, event, facts) : { effects: [] };
    case 'contact':
    case 'location':
    case 'media':
    case 'other':
      return run ? step(run.flow, run.position, event, facts) : meet(talk, 'misunderstood');
  }
  return meet({ library, run, facts }, 'misunderstood');
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
  if (run && isLabel(run.flow, run.position, text, facts)) return step(run.flow, run.position, { kind: 'text', text }, facts);
  const word = readWord(text);
  if (word === 'stop') return stopRun(run, facts);
  if (word === 'menu') return showMenu(library, run, facts);
  if (word === 'operator') return run ? callOperator(run, facts) : callOperatorOutside(facts);
  if (run) return step(run.flow, run.position, { kind: 'text', text }, facts);
  const wanted = findByKeyword(library, text);
  return wanted ? startFlow({ library, run, flow: wanted, facts }) : meet(talk, 'misunderstood');
}

function routePress(talk: Talk, data: string): StepResult {
  const { library, run, facts } = talk;
  const press = readPress(data);
  if (press?.kind === 'wish') return grant(talk, press);
  if (run) return step(run.flow, run.position, { kind: 'press', data }, facts);
  return facts.isNew && library.default ? meet(talk, 'misunderstood') : answerOutside(library, facts, 'closed');
}

function grant(talk: Talk, { wish, argument }: Extract<Press, { kind: 'wish' }>): StepResult {
  const { library, run, facts } = talk;
  switch (wish) {
    case 'continue':
      return run ? continueRun(run, facts) : answerOutside(library, facts, 'closed');
    case 'restart':
      return run ? restartRun(library, run, facts) : routeStart(talk);
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
      return answerMailings({ library, run, facts, keep: wish === 'keep' });
  }
}

/** Whoever writes for the first time meets the default flow; anybody else hears what can be done here. */
function meet({ library, run, facts }: Talk, words: string): StepResult {
  if (!run && facts.isNew && library.default) return beginRun({ flow: library.default, facts });
  return run ? continueRun(run, facts) : answerOutside(library, facts, words);
}

/** The flow is gone from the library, its revisions too: the run ends, and the event is dealt with as if there had been none. */
function abandonRun(library: FlowLibrary, position: Position, event: FlowEvent, facts: Facts): StepResult {
  const { run, flow, revision, startedAt, source } = position;
  const record = {
    id: run,
    flow,
    revision,
    title: flow,
    startedAt,
    outcome: 'stopped' as const,
    endedAt: facts.now.toISOString(),
  };
  const result = route({ library, run: undefined, facts }, event);
  return { ...result, effects: [{ kind: 'run', run: { ...record, answers: [], ...(source && { source }) } }, ...result.effects] };
}

/** A press is remembered until something else happens, so that its second click changes nothing. */
function rememberPress(result: StepResult, event: FlowEvent): StepResult {
  const press = event.kind === 'press' ? event.data.slice(0, pressLimit) : undefined;
  const { position } = result;
  if (!position) return press === undefined ? result : { ...result, lastPress: press };
  const { lastPress: _, ...rest } = position;
  return { ...result, position: press === undefined ? rest : { ...rest, lastPress: press } };
}
