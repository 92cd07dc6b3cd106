import type { CompiledFlow, ConsentTexts, Facts } from '../../src/flow/index.ts';
import { createLibrary, type FlowLibrary, parseFlow, runDialogues } from '../../src/flow/index.ts';
import { usualQuietHours } from '../../src/lib/quiet-hours.ts';

/** Short consent texts for flows of tests. */
export const consents: ConsentTexts = {
  'personal-data': {
    ru: { version: '1', hash: 'pd-1', text: 'Мы храним ваши ответы.' },
    en: { version: '1', hash: 'pd-1-en', text: 'We keep your answers.' },
  },
  advertising: { ru: { version: '1', hash: 'ad-1', text: 'Мы шлём новости.' } },
};

/** Compiles a flow given as its steps (and whatever stands above them). Throws all its problems when it is wrong. */
export function buildFlow(
  steps: string,
  head = 'id: test\ntitle: Проба\nstart: { default: true, commands: [start] }',
): CompiledFlow {
  const parsed = parseFlow(`${head}\nsteps:\n${steps}`, { file: 'test.yaml', consents });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return parsed.flow;
}

/** Holds a transcript with some flows: throws where the bot says something else. Gives what was really said. */
export function talk(flows: CompiledFlow | CompiledFlow[], lines: string, more: Record<string, unknown> = {}): string {
  const library: FlowLibrary = createLibrary(Array.isArray(flows) ? flows : [flows]);
  const dialogue = { name: 'talk', ...more, talk: lines.replace(/^\n/, '') };
  const { problems, results } = runDialogues(JSON.stringify([dialogue]), library, { file: 'talk' });
  const [result] = results;
  const problem = problems[0] ?? result?.problem;
  if (problem) throw new Error(`${problem.message}\n\nAll of it:\n${result?.transcript}`);
  return result?.transcript ?? '';
}

/** Facts of an event, of which a test names only what matters. */
export function buildFacts(own: Partial<Facts> = {}): Facts {
  return {
    now: new Date('2026-03-02T09:00:00Z'),
    timeZone: 'Europe/Moscow',
    quietHours: usualQuietHours,
    language: 'ru',
    messenger: 'telegram',
    can: { sharePhone: true, shareLocation: true },
    region: 'RU',
    contact: { id: 'contact', tags: [], score: 0, fields: {}, consents: {} },
    promise: { replyBy: new Date('2026-03-02T10:00:00Z') },
    isNew: false,
    finished: {},
    source: {},
    newRunId: 'run-1',
    seed: 1,
    ...own,
  };
}
