import type { Contact } from '../../../contacts/index.ts';
import type { Deal } from '../../../deals/index.ts';
import type { Click, DealTouch } from '../../../links/index.ts';
import { maySeeContact } from '../../card/may-see.ts';
import { presentTime } from '../../present-time.ts';
import type { Viewer } from '../../viewer.ts';
import { who } from './present-people.ts';
import { moneyWords, say } from './words.ts';

type Contacts = ReadonlyMap<string, Contact>;

/** One opening of a link. */
export function presentOpening(viewer: Viewer, { address, at, family }: Click, contact: string, contacts: Contacts) {
  return {
    who: who(viewer, contact, contacts.get(contact)),
    address,
    at: presentTime(viewer, at),
    browser: say(viewer, `openingsList.families.${family}`),
  };
}

/** A deal that is counted to a mailing; of another's contact only what it came to. */
export function presentDealLine(
  viewer: Viewer,
  { deal: id, contact, at, state, amount, currency }: DealTouch,
  { deal, contacts }: { deal: Deal | undefined; contacts: Contacts },
) {
  const card = contacts.get(contact);
  const isShown = card !== undefined && maySeeContact(viewer, card);
  return {
    who: who(viewer, contact, card),
    ...(deal && isShown ? { title: deal.title, href: `/deals/${id}` } : { title: deal ? '…' : say(viewer, 'deals.gone') }),
    state: say(viewer, `deals.states.${state}`),
    colour: { open: 'wait', won: 'good', lost: 'off' }[state],
    amount: amount === undefined ? say(viewer, 'deals.noAmount') : moneyWords(viewer, amount, currency),
    at: presentTime(viewer, at),
  };
}
