import type { SentChange } from '../../broadcasts/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';
import { numberWords } from './numbers.ts';

/** How far the changing, or the taking back, of what was sent has come. */
export function presentSent(viewer: Viewer, job: SentChange | undefined) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.sent.${key}`, values);
  const number = (value: number) => numberWords(viewer, value);
  if (!job) return { isBusy: false, removeWords: text('removeAsk') };
  const { what, state, done, total, changed, refused, unknown } = job;
  const results = [
    { id: what === 'edit' ? 'edited' : 'removed', value: changed },
    { id: 'refused', value: refused },
    { id: 'unknown', value: unknown },
  ];
  return {
    isBusy: state === 'running',
    removeWords: text('removeAsk'),
    job: {
      title: text(`jobs.${what}.${state}`),
      done,
      total: Math.max(1, total),
      words: text('of', { done: number(done), total: number(total) }),
      results: results
        .filter(({ value }) => value > 0)
        .map(({ id, value }) => ({ words: number(value), label: text(`results.${id}`, { count: value }) })),
    },
  };
}
