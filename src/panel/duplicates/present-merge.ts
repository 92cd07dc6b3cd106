import { type Contact, changedSince, fieldSettings, getContact, type Merge } from '../../contacts/index.ts';
import { t } from '../../texts/index.ts';
import { labelOf } from '../card/card-fields.ts';
import { maySeeContact } from '../card/may-see.ts';
import { contactName } from '../present-contact.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** A merge: of which cards, by whom, whether it can be undone and what would stay; nothing where the card is gone or hidden. */
export async function presentMerge(viewer: Viewer, merge: Merge) {
  const [survivor, loser, definitions] = await Promise.all([
    getContact(merge.survivor),
    getContact(merge.loser),
    fieldSettings(),
  ]);
  if (!survivor || !maySeeContact(viewer, survivor)) return undefined;
  const { state, before, after, parted } = merge;
  const isParted = state === 'parted' || state === 'parting';
  const kept = parted?.kept ?? (after ? changedSince(survivor, after) : []);
  const title = (field: string) => {
    const key = /^fields\.(.+)$/s.exec(field)?.[1];
    return labelOf(
      viewer,
      field,
      definitions.find(known => known.key === key),
    );
  };
  return {
    id: merge.id,
    href: `/contacts/merges/${merge.id}`,
    survivor: link(viewer, survivor, before.survivor),
    loser: link(viewer, loser, before.loser),
    isParted,
    isUnderWay: state === 'planned' || state === 'parting',
    canUndo: (state === 'moved' || state === 'done') && !survivor.mergedInto,
    ...(survivor.mergedInto && !isParted && { laterHref: `/contacts/${survivor.mergedInto}` }),
    when: presentTime(viewer, merge.at),
    by: merge.by.name,
    ...(parted && { parted: { when: presentTime(viewer, parted.at), by: parted.by.name } }),
    kept: kept.map(title).join(', '),
  };
}

/** Called as the card was called before. */
function link(viewer: Viewer, now: Contact | undefined, before: Contact | undefined) {
  const name = contactName(viewer, before ?? now);
  return { name: name || t(viewer.language, 'panel:contacts.nameless'), ...(now && { href: `/contacts/${now.id}` }) };
}
