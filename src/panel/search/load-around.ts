import { type Contact, getContacts } from '../../contacts/index.ts';
import { listPipelines, type Pipeline } from '../../deals/index.ts';
import type { Found } from '../../search/index.ts';

/** What the found things are about: read together, however many they are. */
export interface FoundAround {
  contacts: ReadonlyMap<string, Contact>;
  pipelines: ReadonlyMap<string, Pipeline>;
}

export async function loadFoundAround({ deals, tasks, messages }: Found): Promise<FoundAround> {
  const ids = [
    ...deals.map(({ contact }) => contact),
    ...tasks.map(({ contact }) => contact),
    ...messages.map(({ conversation }) => conversation.contact),
  ].flatMap(id => id ?? []);
  const [contacts, pipelines] = await Promise.all([getContacts(ids), deals.length > 0 ? listPipelines() : []]);
  return {
    contacts: new Map(contacts.map(contact => [contact.id, contact])),
    pipelines: new Map(pipelines.map(pipeline => [pipeline.id, pipeline])),
  };
}
