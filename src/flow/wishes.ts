import type { Button } from '../messages/index.ts';
import { stepOf } from './advance.ts';
import { wishButton } from './buttons.ts';
import type { FlowLibrary, Run } from './engine.ts';
import { menuRows } from './menu.ts';
import { speak } from './outside.ts';
import type { Effect, Facts, StepResult } from './position.ts';
import { recordOf } from './run-record.ts';
import { say } from './say.ts';
import { sayWhenWoken } from './say-when-woken.ts';
import { askAgain } from './step.ts';
import { handOver } from './steps/handoff.ts';
import { beginTurn, builtIn, ended, noteFact, waiting } from './turn.ts';

/** The present question once more, with a way to the beginning. */
export function continueRun(run: Run, facts: Facts): StepResult {
  const turn = beginTurn(run, facts);
  const at = stepOf(run.flow, run.position.step);
  if (at?.question) return askAgain(turn, builtIn(turn, 'continued'), { restart: true });
  if (at?.key === 'wait') sayWhenWoken(turn, menuRows(run.library, { flow: run.flow, language: turn.position.language }));
  else say(turn, { text: builtIn(turn, 'peopleAnswer') });
  return waiting(turn);
}

/** The question waits; people take over and give back. */
export function callOperator(run: Run, facts: Facts): StepResult {
  const turn = beginTurn(run, facts);
  return handOver(turn, builtIn(turn, 'handedOver'));
}

/** Ends the run and those that wait aside, keeps what was answered, and asks about mailings. */
export function stopRun(run: Run | undefined, facts: Facts): StepResult {
  const language = run?.position.language ?? facts.language;
  const own = { ...facts, language };
  const unsubscribed = facts.contact.consents.advertising?.given === false;
  const buttons = unsubscribed ? [] : mailingRows(own);
  const words = [speak(own, run ? 'stopped' : 'nothingToStop'), ...(unsubscribed ? [] : [speak(own, 'mailings')])].join('\n\n');
  if (!run) return { effects: [{ kind: 'say', message: { text: words, ...(buttons.length > 0 && { buttons }) } }] };
  const turn = beginTurn(run, facts);
  const at = stepOf(turn.flow, turn.position.step);
  if (at?.question) noteFact(turn, at, 'left');
  for (const position of turn.position.parked ?? [])
    turn.endedRuns.push({ kind: 'run', run: recordOf({ library: run.library, position, facts }, 'stopped') });
  delete turn.position.parked;
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
  const result = askAgain(beginTurn(run, facts), words);
  return { ...result, effects: [...effects, ...result.effects] };
}

function withdrawal({ all }: FlowLibrary, facts: Facts): Effect {
  const hash = facts.contact.consents.advertising?.hash ?? '';
  const texts = all.flatMap(({ consents }) => Object.values(consents.advertising ?? {}));
  const version = texts.find(text => text.hash === hash)?.version ?? '';
  return { kind: 'consent', consent: 'advertising', given: false, version, hash, text: speak(facts, 'button.unsubscribe') };
}

/** Everything that can be done here, as buttons. The question of a run waits. */
export function showMenu(library: FlowLibrary, run: Run | undefined, facts: Facts): StepResult {
  const own = { ...facts, language: run?.position.language ?? facts.language };
  const rows: Button[][] = [];
  if (run) {
    rows.push([wishButton(speak(own, 'button.continue'), 'continue')]);
    rows.push([wishButton(speak(own, 'button.restart'), 'restart')]);
  }
  rows.push(...menuRows(library, { flow: run?.flow, language: own.language }));
  const text = { text: speak(own, 'menu') };
  if (!run) return { effects: [{ kind: 'say', message: { ...text, buttons: rows } }] };
  const turn = beginTurn(run, facts);
  say(turn, text, { buttons: rows });
  return waiting(turn);
}
