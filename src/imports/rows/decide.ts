import type { Contact } from '../../contacts/index.ts';
import type { Import, ImportWishes, Problem } from '../import.ts';
import { keysOfRow } from './find-cards.ts';
import type { RowValues } from './read-row.ts';

export type Decision =
  | { kind: 'create' }
  | { kind: 'update'; contact: Contact }
  | { kind: 'skip'; contact?: Contact }
  | { kind: 'refuse'; problems: Problem[] };

/** What is to become of a row, given the cards that its keys are found on. Pure. */
export function decide(
  { values, problems }: { values: RowValues; problems: Problem[] },
  cards: ReadonlyMap<string, Contact[]>,
  { wishes, by }: { wishes: ImportWishes; by: Import['by'] },
): Decision {
  if (problems.length > 0) return { kind: 'refuse', problems };
  const found = keysOfRow(values, wishes.match).flatMap(key => cards.get(key) ?? []);
  const distinct = [...new Map(found.map(contact => [contact.id, contact])).values()];
  if (distinct.length > 1) return refused({ code: 'imports.several_cards', facts: { count: distinct.length } });
  const [contact] = distinct;
  if (contact) {
    if (!by.seeAll && contact.owner !== undefined && contact.owner !== by.id) return refused({ code: 'imports.not_yours' });
    return wishes.existing === 'skip' ? { kind: 'skip', contact } : { kind: 'update', contact };
  }
  if (wishes.missing === 'skip') return { kind: 'skip' };
  if (wishes.match === 'cardId' && values.cardId)
    return refused({ code: 'imports.no_such_card', facts: { text: values.cardId } });
  const { name, firstName, lastName } = values.set;
  const hasSomebody = Boolean(name || firstName || lastName) || values.phones.length > 0 || values.emails.length > 0;
  return hasSomebody ? { kind: 'create' } : refused({ code: 'imports.nobody' });
}

function refused(problem: Problem): Decision {
  return { kind: 'refuse', problems: [problem] };
}
