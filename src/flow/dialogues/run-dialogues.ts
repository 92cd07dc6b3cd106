import type { Outgoing } from '../../messages/index.ts';
import { type Language, t } from '../../texts/index.ts';
import { describeIssue } from '../describe-issue.ts';
import type { FlowLibrary } from '../library.ts';
import { type Problem, pathText, problemOf } from '../problem.ts';
import { readYaml } from '../read-yaml.ts';
import { checkEnding } from './check-ending.ts';
import { cover } from './coverage.ts';
import { type Dialogue, dialogues, type Exchange, type ExpectedMessage, readTalk } from './dialogue.ts';
import { readSaid } from './read-said.ts';
import { beginRehearsal, happen, pass, type Rehearsal } from './rehearsal.ts';
import { showFile, showMessage } from './show-message.ts';

interface DialogueResult {
  name: string;
  /** Where the dialogue begins. */
  line?: number;
  /** The first thing that went otherwise; absent where all went as written. */
  problem?: Problem;
  /** What was really said, in the form in which dialogues are written. */
  transcript: string;
}

interface DialogueReport {
  /** Faults of the file itself. */
  problems: Problem[];
  results: DialogueResult[];
  /** Ids of the steps that the dialogues come by, by flow: `coverageOf` makes a share of it. */
  covered: Record<string, string[]>;
}

interface DialogueOptions {
  /** Name of the file, for the problems. */
  file: string;
  /** Language of the problems, English by default. */
  language?: Language;
}

/** Holds every dialogue of a file with the engine and compares what the bot says and what is on the card. Pure; never throws. */
export function runDialogues(yamlText: string, library: FlowLibrary, { file, language = 'en' }: DialogueOptions): DialogueReport {
  const { value, faults, locate } = readYaml(yamlText);
  if (faults.length > 0) {
    const problems = faults.map(({ key, values, ...place }) =>
      problemOf({ file, ...place, path: '' }, { key, values }, language),
    );
    return { problems, results: [], covered: {} };
  }
  const parsed = dialogues.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    const words = parsed.error.issues.flatMap(issue => describeIssue(issue, dialogues, []));
    const problems = words.map(({ at, ...said }) => problemOf({ file, ...locate(at), path: pathText(at) }, said, language));
    return { problems, results: [], covered: {} };
  }
  const covered = new Map<string, Set<string>>();
  const results = parsed.data.map((dialogue, index): DialogueResult => {
    const talkLine = locate([index, 'talk']).line ?? 0;
    const { line } = locate([index]);
    const held = hold(library, dialogue, readTalk(dialogue.talk, talkLine + 1));
    for (const [flow, steps] of held.covered) for (const step of steps) cover(covered, flow, step);
    const at = held.fault?.at;
    const place = typeof at === 'number' ? { line: at } : locate([index, ...(at ?? [])]);
    const problem = held.fault && {
      file,
      ...place,
      path: pathText([index, ...(Array.isArray(at) ? at : ['talk'])]),
      message: t(language, `flow:problem.${held.fault.key}`, held.fault.values),
    };
    return {
      name: dialogue.name,
      ...(line !== undefined && { line }),
      ...(problem && { problem }),
      transcript: held.transcript.join('\n'),
    };
  });
  return { problems: [], results, covered: Object.fromEntries([...covered].map(([flow, steps]) => [flow, [...steps]])) };
}

/** What went otherwise: in a line of the talk, or at a key of the dialogue. */
interface Fault {
  at: number | string[];
  key: string;
  values: Record<string, unknown>;
}

/** The whole talk is held even after a fault, so that the transcript shows all of it. */
function hold(
  library: FlowLibrary,
  dialogue: Dialogue,
  exchanges: Exchange[],
): { fault: Fault | undefined; transcript: string[]; covered: Rehearsal['covered'] } {
  const rehearsal = beginRehearsal(library, dialogue);
  const transcript: string[] = [];
  let fault: Fault | undefined;
  for (const exchange of exchanges) {
    const { answers, problem } = exchangeOnce(rehearsal, exchange);
    transcript.push(exchange.said.startsWith('~') ? exchange.said : `> ${exchange.said}`, ...answers.map(showMessage));
    fault ??= problem;
  }
  const ending = checkEnding(rehearsal, dialogue.end);
  fault ??= ending && { at: ['end', ending.key], key: 'dialogue.ending', values: { ...ending } };
  return { fault, transcript, covered: rehearsal.covered };
}

function exchangeOnce(rehearsal: Rehearsal, exchange: Exchange): { answers: Outgoing[]; problem: Fault | undefined } {
  const said = readSaid(exchange.said, rehearsal);
  if (said.kind === 'wrong') return { answers: [], problem: { at: exchange.line, ...said } };
  const answers = said.kind === 'wait' ? pass(rehearsal, said.ms) : happen(rehearsal, said.event);
  return { answers, problem: compare(exchange, answers) };
}

function compare({ line, answers: expected }: Exchange, got: Outgoing[]): Fault | undefined {
  const silent = expected.length === 1 && expected[0]?.text.trim() === '(nothing)';
  const wanted = silent ? [] : expected;
  for (let n = 0; n < Math.max(wanted.length, got.length); n++) {
    const want = wanted[n];
    const message = got[n];
    if (!message) return { at: want?.line ?? line, key: 'dialogue.silence', values: { expected: want?.text ?? '' } };
    if (!want) return { at: line, key: 'dialogue.more', values: { got: showMessage(message) } };
    if (!isAsWritten(want, message)) return { at: want.line, key: 'dialogue.otherwise', values: { got: showMessage(message) } };
  }
  return undefined;
}

function isAsWritten({ text, buttons, files }: ExpectedMessage, message: Outgoing): boolean {
  if (files && JSON.stringify(files) !== JSON.stringify((message.attachments ?? []).map(showFile))) return false;
  const rows = (message.buttons ?? []).map(row => row.map(({ label }) => plain(label)));
  if (buttons && JSON.stringify(buttons.map(row => row.map(plain))) !== JSON.stringify(rows)) return false;
  return pattern(plain(text)).test(plain(message.text));
}

/** Spaces of every kind count as one, so that a dialogue can be written on any keyboard. */
function plain(text: string): string {
  const lines = text.split('\n').map(line => line.replace(/[\s\u00a0\u202f]+/g, ' ').trim());
  return lines.join('\n').trim();
}

/** `…` stands for anything. */
function pattern(text: string): RegExp {
  const pieces = text.split('…').map(piece => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[\\s\\S]*')}$`, 'u');
}
