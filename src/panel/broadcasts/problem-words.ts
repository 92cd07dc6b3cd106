import { z } from 'zod';
import type { BroadcastProblem } from '../../broadcasts/index.ts';
import type { ContentProblem } from '../../deliveries/index.ts';
import { contentLanguages } from '../../deliveries/index.ts';
import { messengerNames } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { sayProblem } from '../content/index.ts';
import type { Viewer } from '../viewer.ts';

const place = z.object({
  messenger: z.enum(messengerNames).exactOptional(),
  language: z.enum(contentLanguages).exactOptional(),
  part: z.enum(['text', 'files', 'buttons']),
  button: z.number().exactOptional(),
  row: z.number().exactOptional(),
});

/** A problem of a wording, where it is one, with its place in the editor. */
export function ofContent({ code, facts, say }: BroadcastProblem): ContentProblem | undefined {
  const at = place.safeParse(facts.at);
  return code.startsWith('content.') && at.success ? { at: at.data, code: code.slice('content.'.length), facts, say } : undefined;
}

/** Which section of the page a field stands in. */
export function sectionOf(field: string): string {
  if (field.startsWith('test')) return 'test';
  if (/^(name|topic|content|advertising)/.test(field)) return 'words';
  if (field.startsWith('audience')) return 'audience';
  return /^(schedule|parts)/.test(field) ? 'when' : 'more';
}

/** A problem in the reader's words; of a further wording, which. */
export function wordsOf(viewer: Viewer, problem: BroadcastProblem): string {
  const content = ofContent(problem);
  if (!content) return problem.say[viewer.language];
  const [, variant] = /^test\.variants\.(\w)$/.exec(problem.field) ?? [];
  const words = sayProblem(viewer, content);
  if (variant === undefined) return words;
  return `${t(viewer.language, 'panel:broadcasts.test.variant', { letter: variant.toUpperCase() })}: ${words}`;
}

/** The fields that have a place for words of their own beside them. */
export const fields = [
  'name',
  'topic',
  'content',
  'audience',
  'audience.include',
  'audience.exclude',
  'audience.rule',
  'audience.messengers',
  'schedule',
  'schedule.at',
  'schedule.day',
  'schedule.time',
  'schedule.repeatTime',
  'schedule.days',
  'schedule.dayOfMonth',
  'schedule.from',
  'schedule.until',
  'parts',
  'parts.size',
  'parts.pauseMinutes',
  'pace',
  'stopAt.errors',
  'stopAt.blocks',
  'control',
  'test',
  'test.share',
  'test.by',
  'test.hours',
  'test.goal',
] as const;

export const fieldId = (field: string): string => field.replaceAll('.', '-');
