import { getContacts } from '../contacts/index.ts';
import { loadSetting, saveSetting } from '../db/index.ts';
import { type DealDocument, deals } from './deal-model.ts';
import { noteOnCards } from './note-on-cards.ts';

const most = 500;
const by = { kind: 'automation', id: 'deals', name: 'deals' } as const;

type Row = Pick<DealDocument, '_id' | 'contact' | 'contacts'>;

/** Deals of earlier versions of the program: the open ones are to be counted on their cards, and all are noted on cards that know of none. Once each. */
export async function adoptDeals(now: Date): Promise<void> {
  await once('deals.openCounted', { isOpen: true }, async rows => {
    await deals.bulkWrite(
      rows.map(({ _id, contact }) => ({ updateOne: { filter: { _id }, update: { $addToSet: { countFor: contact } } } })),
    );
  });
  await once('deals.notedOnCards', {}, async rows => {
    const cards = await getContacts(rows.flatMap(({ contact, contacts = [] }) => [contact, ...contacts]));
    const unaware = cards.flatMap(({ id, hasDeals, mergedInto }) => (hasDeals || mergedInto ? [] : [id]));
    await noteOnCards(unaware, { key: 'adopted', by, now });
  });
}

/** Does something with all deals that fit, in the order of their ids, unless the setting says that it was done. A crash begins it anew. */
async function once(setting: string, where: { isOpen?: true }, work: (rows: Row[]) => Promise<void>): Promise<void> {
  if ((await loadSetting(setting)) === 'yes') return;
  for (let after = ''; ; ) {
    const rows = await deals
      .find<Row>({ ...where, _id: { $gt: after } }, { projection: { contact: 1, contacts: 1 } })
      .sort({ _id: 1 })
      .limit(most)
      .toArray();
    const last = rows.at(-1);
    if (!last) break;
    await work(rows);
    after = last._id;
  }
  await saveSetting(setting, 'yes');
}
