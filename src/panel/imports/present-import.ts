import { type Import, type ImportPhase, type Problem, type RowReport, rowResults, workOf } from '../../imports/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** An import in the list. */
export function presentListed(viewer: Viewer, item: Import) {
  const { language } = viewer;
  return {
    href: `/contacts/import/${item.id}`,
    name: item.name,
    state: item.state,
    words: t(language, `panel:imports.states.${item.state}`),
    who: t(language, 'panel:imports.who', { name: item.by.name, time: presentTime(viewer, item.createdAt).words }),
    rows: item.rows > 0 && t(language, 'panel:imports.rows', { count: item.rows }),
    counts: countsOf(viewer, item, phaseShown(item)),
  };
}

/** An import on its page. */
export function presentImport(viewer: Viewer, item: Import) {
  const { language } = viewer;
  const { state, problem } = item;
  const isWorking = workOf[state] !== undefined;
  const phase = phaseShown(item);
  const outcome = phase === 'check' ? 'plan' : phase === 'back' ? 'backOutcome' : 'outcome';
  const orders = phase && item.counts[phase]?.orders;
  return {
    ...presentListed(viewer, item),
    id: item.id,
    isWorking,
    ...(problem && { problem: errorText(language, new AppError(problem.code, problem.code, problem.facts)) }),
    ...(isWorking && progressOf(viewer, item)),
    ...(phase && { outcome: t(language, `panel:imports.${outcome}`) }),
    ...(orders && { orders: t(language, 'panel:imports.orders', { count: orders }) }),
    refused: (phase === 'check' || phase === 'run') && Boolean(item.counts[phase]?.refused),
    isChecked: state === 'checked',
    isRunning: state === 'running',
    isStopped: state === 'stopped',
    isUnreadable: state === 'unreadable',
    canTakeBack: (state === 'done' || state === 'stopped') && item.file !== '',
    isForgotten: item.file === '',
  };
}

/** The phase whose rows are shown. */
export function phaseShown({ state }: Pick<Import, 'state'>): Exclude<ImportPhase, 'read'> | undefined {
  if (state === 'checking' || state === 'checked') return 'check';
  if (state === 'running' || state === 'done' || state === 'stopped') return 'run';
  return state === 'takingBack' || state === 'takenBack' ? 'back' : undefined;
}

function countsOf({ language }: Viewer, item: Import, phase: ReturnType<typeof phaseShown>) {
  const counts = phase && item.counts[phase];
  if (!counts) return [];
  const shown = rowResults.flatMap(result => (counts[result] ? [{ id: result as string, count: counts[result] }] : []));
  const all = counts.duplicates ? [...shown, { id: 'duplicate', count: counts.duplicates }] : shown;
  return all.map(({ id, count }) => ({
    id,
    words: t(language, `panel:imports.results.${id}`),
    count: count.toLocaleString(language),
    href: `/contacts/import/${item.id}?only=${id}#rows`,
  }));
}

function progressOf({ language, now }: Viewer, { progress, rows, state }: Import) {
  const number = (value: number) => value.toLocaleString(language);
  const seconds = Math.max(1, (now.getTime() - progress.startedAt.getTime()) / 1000);
  const pace = Math.round(progress.rows / seconds);
  const left = pace > 0 && rows > 0 ? Math.ceil((rows - progress.rows) / pace) : undefined;
  const time = (count: number) =>
    count < 90
      ? t(language, 'panel:imports.seconds', { count })
      : t(language, 'panel:imports.minutes', { count: Math.round(count / 60) });
  return {
    progress: {
      ...(state !== 'reading' && { done: progress.rows, total: rows }),
      words:
        state === 'reading'
          ? t(language, 'panel:imports.rows', { count: progress.rows })
          : t(language, 'panel:imports.progress', { done: number(progress.rows), total: number(rows) }),
      ...(pace > 0 && { pace: t(language, 'panel:imports.pace', { pace: number(pace) }) }),
      ...(left !== undefined && state !== 'reading' && { left: t(language, 'panel:imports.left', { left: time(left) }) }),
    },
  };
}

/** Why a row is what it is, in words; one for every cell that is wrong. */
export function reportWords({ language }: Viewer, { headings }: Import, { problems = [], same, duplicate }: RowReport): string[] {
  const one = ({ column, code, facts = {} }: Problem) => {
    const text = errorText(
      language,
      new AppError(code, code, { ...facts, ...(facts.field !== undefined && { field: fieldName(String(facts.field)) }) }),
    );
    if (column === undefined) return text;
    return t(language, 'panel:imports.inColumn', {
      column: headings[column] || t(language, 'panel:imports.column', { number: column + 1 }),
      text,
    });
  };
  return [
    ...problems.map(one),
    ...(same === undefined ? [] : [t(language, 'panel:imports.same', { row: same })]),
    ...(duplicate === undefined ? [] : [t(language, 'panel:imports.similar')]),
  ];

  function fieldName(field: string): string {
    const key = /^fields\.(.+)$/.exec(field)?.[1];
    if (key !== undefined) return key;
    const words = t(language, `panel:card.fields.${field}`);
    return words === `card.fields.${field}` ? field : words;
  }
}
