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

/** Where a question is open its run is stopped; who says it to nothing at all means that we are to keep quiet. */
export function stopTalking(library: FlowLibrary, run: Run | undefined, facts: Facts): StepResult {
  const hasRefused = facts.contact.consents.advertising?.given === false;
  if (run || hasRefused) return stopRun(run, facts);
  return answerMailings({ library, run, facts, wish: 'unsubscribe', by: 'word' });
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
  /** `keep`: go on as it was. */
  wish: 'keep' | 'unsubscribe' | 'subscribe';
  by: 'word' | 'button';
}

const mailingWords = { keep: 'mailingsKept', unsubscribe: 'unsubscribed', subscribe: 'subscribedAgain' } as const;

/** Takes the word on mailings. It goes into the ledger with the text that it takes back or agrees to; who leaves is told the way back. */
export function answerMailings({ library, run, facts, wish, by }: Mailings): StepResult {
  const own = { ...facts, language: run?.position.language ?? facts.language };
  const text = speak(own, mailingWords[wish]);
  const effects: Effect[] = [];
  if (wish === 'unsubscribe') effects.push({ ...withdrawal(library, own), by });
  if (wish === 'subscribe') effects.push({ ...agreement(library, own), by });
  const buttons = wish === 'unsubscribe' ? [[wishButton(speak(own, 'button.subscribe'), 'subscribe')]] : [];
  if (!run) return { effects: [...effects, { kind: 'say', message: { text, ...(buttons.length > 0 && { buttons }) } }] };
  const turn = beginTurn(run, facts);
  if (buttons.length > 0) say(turn, { text }, { buttons });
  const isAsking = stepOf(turn.flow, turn.position.step)?.question !== undefined;
  const result = buttons.length > 0 && !isAsking ? waiting(turn) : askAgain(turn, buttons.length > 0 ? '' : text);
  return { ...result, effects: [...effects, ...result.effects] };
}

/** What a word on mailings comes to where no run is asked: the entry for the ledger, and the answer with the way back. */
export function wordOnMailings(
  library: FlowLibrary,
  facts: Facts,
  { wish, by }: { wish: 'unsubscribe' | 'subscribe'; by: 'word' | 'button' },
): Effect[] {
  return answerMailings({ library, run: undefined, facts, wish, by }).effects;
}

type Consent = Extract<Effect, { kind: 'consent' }>;

function withdrawal({ all }: FlowLibrary, facts: Facts): Consent {
  const hash = facts.contact.consents.advertising?.hash ?? '';
  const texts = all.flatMap(({ consents }) => Object.values(consents.advertising ?? {}));
  const version = texts.find(text => text.hash === hash)?.version ?? '';
  return { kind: 'consent', consent: 'advertising', given: false, version, hash, text: speak(facts, 'button.unsubscribe') };
}

/** To the firm's own text where it has one, else to what the button and its message say. */
function agreement({ all }: FlowLibrary, facts: Facts): Consent {
  const texts = all.map(({ consents }) => consents.advertising?.[facts.language]).find(text => text !== undefined);
  const { version, hash, text } = texts ?? { version: '', hash: '', text: speak(facts, 'subscribedAgain') };
  return { kind: 'consent', consent: 'advertising', given: true, version, hash, text };
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
