import type { Button } from '../messages/index.ts';
import { stepOf } from './advance.ts';
import { wishButton } from './buttons.ts';
import type { CompiledFlow } from './engine.ts';
import type { FlowLibrary } from './library.ts';
import { speak } from './outside.ts';
import type { Effect, Facts, Position, StepResult } from './position.ts';
import { say } from './say.ts';
import { askAgain } from './step.ts';
import { handOver } from './steps/handoff.ts';
import { beginTurn, builtIn, ended, waiting } from './turn.ts';

/** A run that is going on. */
export interface Run {
  flow: CompiledFlow;
  position: Position;
}

/** The present question once more, with a way to the beginning. */
export function continueRun({ flow, position }: Run, facts: Facts): StepResult {
  const turn = beginTurn(flow, position, facts);
  if (stepOf(flow, position.step)?.question) return askAgain(turn, builtIn(turn, 'continued'), { restart: true });
  say(turn, { text: builtIn(turn, 'peopleAnswer') });
  return waiting(turn);
}

/** The question waits; people take over and give back. */
export function callOperator({ flow, position }: Run, facts: Facts): StepResult {
  const turn = beginTurn(flow, position, facts);
  return handOver(turn, builtIn(turn, 'handedOver'));
}

/** Ends the run, keeps what was answered, and asks about mailings. */
export function stopRun(run: Run | undefined, facts: Facts): StepResult {
  const language = run?.position.language ?? facts.language;
  const own = { ...facts, language };
  const unsubscribed = facts.contact.consents.advertising?.given === false;
  const buttons = unsubscribed ? [] : mailingRows(own);
  const words = [speak(own, run ? 'stopped' : 'nothingToStop'), ...(unsubscribed ? [] : [speak(own, 'mailings')])].join('\n\n');
  if (!run) return { effects: [{ kind: 'say', message: { text: words, ...(buttons.length > 0 && { buttons }) } }] };
  const turn = beginTurn(run.flow, run.position, facts);
  say(turn, { text: words }, { buttons });
  return ended(turn, 'stopped');
}

function mailingRows(facts: Facts): Button[][] {
  return [
    [wishButton(speak(facts, 'button.keepMailings'), 'keep')],
    [wishButton(speak(facts, 'button.unsubscribe'), 'unsubscribe')],
  ];
}

interface Mailings {
  library: FlowLibrary;
  run: Run | undefined;
  facts: Facts;
  keep: boolean;
}

/** Takes the word on mailings. Unsubscribing goes into the ledger with the text that it takes back. */
export function answerMailings({ library, run, facts, keep }: Mailings): StepResult {
  const effects = keep ? [] : [withdrawal(library, facts)];
  const words = speak(facts, keep ? 'mailingsKept' : 'unsubscribed');
  if (!run) return { effects: [...effects, { kind: 'say', message: { text: words } }] };
  const result = askAgain(beginTurn(run.flow, run.position, facts), words);
  return { ...result, effects: [...effects, ...result.effects] };
}

function withdrawal({ all }: FlowLibrary, facts: Facts): Effect {
  const hash = facts.contact.consents.advertising?.hash ?? '';
  const texts = all.flatMap(({ consents }) => Object.values(consents.advertising ?? {}));
  const version = texts.find(text => text.hash === hash)?.version ?? '';
  return { kind: 'consent', consent: 'advertising', given: false, version, hash, text: speak(facts, 'button.unsubscribe') };
}

/** As many as fit under one message with the four of our own. */
const menuLimit = 6;

/** Everything that can be done here, as buttons. The question of a run waits. */
export function showMenu(library: FlowLibrary, run: Run | undefined, facts: Facts): StepResult {
  const own = { ...facts, language: run?.position.language ?? facts.language };
  const rows: Button[][] = [];
  if (run) {
    rows.push([wishButton(speak(own, 'button.continue'), 'continue')]);
    rows.push([wishButton(speak(own, 'button.restart'), 'restart')]);
  }
  const others = library.all.filter(({ id, start }) => id !== run?.flow.id && isOpen(start)).slice(0, menuLimit);
  rows.push(...others.map(({ id, title }) => [wishButton(title, 'start', id)]));
  rows.push([wishButton(speak(own, 'button.operator'), 'operator')]);
  const text = { text: speak(own, 'menu') };
  if (!run) return { effects: [{ kind: 'say', message: { ...text, buttons: rows } }] };
  const turn = beginTurn(run.flow, run.position, facts);
  say(turn, text, { buttons: rows });
  return waiting(turn);
}

/** A flow that only a link leads to is not offered to everybody. */
function isOpen(start: CompiledFlow['start']): boolean {
  return start.default || start.commands.length > 0 || start.keywords.length > 0;
}
