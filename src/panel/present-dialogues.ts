import type { Dialogues, DialoguesHeld } from '../flows/index.ts';
import { t } from '../texts/index.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** The text of the dialogues as it stands, and whether it is the file's. */
export function presentDialogues(viewer: Viewer, { yaml, file, version, savedAt, by, differs, outdated }: Dialogues) {
  const time = savedAt ? presentTime(viewer, savedAt).words : '';
  return {
    yaml,
    file,
    version,
    rows: Math.min(40, Math.max(12, yaml.split('\n').length + 1)),
    differs,
    outdated,
    ...(differs && by && { draft: t(viewer.language, 'panel:dialogues.draftBy', { name: by.name, time, file }) }),
  };
}

/** How the dialogues went: each with what was really said, the first difference at its line, and how much of the flow they come by. */
export function presentHeld({ language }: Viewer, { problems, results, coverage }: DialoguesHeld, yaml: string) {
  const text = (key: string, values = {}) => t(language, `panel:dialogues.${key}`, values);
  const failed = results.filter(({ problem }) => problem).length;
  const place = (line: number | undefined) => (line ? text('line', { line }) : '');
  return {
    isEmpty: results.length === 0 && problems.length === 0,
    problems: problems.map(({ line, message }) => ({ place: place(line), message })),
    ...(results.length > 0 && {
      summary: failed > 0 ? text('failed', { count: failed, of: results.length }) : text('passed', { count: results.length }),
      state: failed > 0 ? 'bad' : 'good',
    }),
    ...(coverage && results.length > 0 && { coverage: presentCoverage(coverage, text) }),
    results: results.map(({ name, line, problem, transcript }) => ({
      name,
      place: place(line),
      isGood: !problem,
      ...(problem && {
        problem: { place: place(problem.line), message: problem.message, expected: messageAt(yaml, problem.line) },
      }),
      said: presentTranscript(transcript),
    })),
  };
}

function presentCoverage(
  { steps, covered, missing }: NonNullable<DialoguesHeld['coverage']>,
  text: (key: string, values?: object) => string,
) {
  const percent = steps === 0 ? 100 : Math.floor((covered / steps) * 100);
  return {
    percent,
    words: text('coverage', { percent, covered, steps }),
    // Steps without an id are known by their place in the file.
    missing: missing.map(step => (step.startsWith('#') ? text('stepAt', { place: step.slice(1) }) : step)),
  };
}

/** What the dialogue says at a line: the message with all that belongs to it. Nothing where the line is no message. */
function messageAt(yaml: string, line: number | undefined): string {
  const [first = '', ...more] = line ? yaml.split('\n').slice(line - 1) : [];
  if (!/^\s*</.test(first)) return '';
  const indent = first.search(/\S/);
  const end = more.findIndex(text => text.trim() !== '' && (/^\s*[<>~-]/.test(text) || text.search(/\S/) < indent));
  return [first, ...more.slice(0, end < 0 ? undefined : end)]
    .map(text => text.slice(indent))
    .join('\n')
    .trimEnd();
}

interface Said {
  who: 'customer' | 'bot' | 'time';
  text: string;
  buttons: string[];
}

/** A transcript as messages: what the customer did, what the bot said with its buttons, time that passes. */
function presentTranscript(transcript: string): Said[] {
  const said: Said[] = [];
  for (const line of transcript.split('\n')) {
    const who = line.startsWith('> ') ? 'customer' : line.startsWith('< ') ? 'bot' : line.startsWith('~') ? 'time' : undefined;
    const last = said.at(-1);
    if (who) said.push({ who, text: who === 'time' ? line : line.slice(2), buttons: [] });
    else if (last && /^\s+(?:\[[^[\]]+\]\s*)+$/.test(line))
      last.buttons.push(...[...line.matchAll(/\[([^[\]]+)\]/g)].map(([, label = '']) => label));
    else if (last) last.text += `\n${line.trim()}`;
  }
  return said;
}
