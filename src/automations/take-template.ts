import type { Authoring } from '../flows/index.ts';
import type { Language } from '../texts/index.ts';
import type { Automation } from './automation.ts';
import { saveAutomation } from './automation-store.ts';
import { publishFlows } from './publish-flows.ts';
import { type TemplateId, templates } from './templates.ts';

interface Taker {
  by: { id: string; name: string };
  now: Date;
  /** Of its name; what it says to customers is there in both. */
  language: Language;
  authoring: Pick<Authoring, 'importFlow' | 'publish'>;
}

/** Makes a draft of a ready automation, and publishes its questionnaires that are not there yet. AppErrors: those of both. */
export async function takeTemplate(id: TemplateId, { by, now, language, authoring }: Taker): Promise<Automation> {
  const template = (await templates(language)).find(each => each.id === id);
  if (!template) throw new Error(`There is no template ${id}`);
  await publishFlows(template, authoring, { by, language });
  return saveAutomation(template.automation, { by: by.id, now, template: id });
}
