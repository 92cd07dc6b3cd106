import type { Authoring } from '../flows/index.ts';
import { flowStates } from '../flows/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Language } from '../texts/index.ts';
import type { AutomationTemplate } from './templates.ts';

/**
 * Publishes the questionnaires of a ready automation that are not there yet; one of that name which is there already stays as it is. AppError
 * `automations.flow_refused` where one could not be published.
 */
export async function publishFlows(
  { flows }: Pick<AutomationTemplate, 'flows'>,
  authoring: Pick<Authoring, 'importFlow' | 'publish'>,
  { by, language }: { by: Parameters<Authoring['importFlow']>[0]['by']; language: Language },
): Promise<void> {
  const there = new Set((await flowStates()).flatMap(({ id, revision }) => (revision === undefined ? [] : [id])));
  for (const { id, yaml } of flows) {
    if (there.has(id)) continue;
    const imported = await authoring.importFlow({ yaml, by, language });
    if (imported.kind === 'wrong') throw refused(id);
    const version = imported.kind === 'imported' ? imported.draft.version : imported.version;
    const { kind } = await authoring.publish({ flow: id, version, over: undefined, by, language });
    if (kind !== 'published') throw refused(id);
  }
}

function refused(flow: string): AppError {
  return new AppError('automations.flow_refused', 'A questionnaire of this automation could not be published.', { flow });
}
