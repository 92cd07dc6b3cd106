import { broadcastNames, outcomeOf } from '../../broadcasts/index.ts';
import { listDeliveries } from '../../deliveries/index.ts';
import { may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { say } from '../broadcasts/report/words.ts';
import { presentRefusal } from '../present-delivery.ts';
import type { Viewer } from '../viewer.ts';

/** Nobody is written to oftener; of somebody who is, the latest. */
const mostShown = 500;

/** The mailings that went to somebody or were meant to, each with what became of it and why; a way to it for who may see it. */
export async function mailingsOf(viewer: Viewer, contact: string) {
  const { deliveries } = await listDeliveries({ contact }, {}, { page: 1, perPage: mostShown });
  const mailed = deliveries.filter(({ source }) => source.kind === 'broadcast');
  const names = await broadcastNames(mailed.map(({ source }) => source.id));
  const maySee = viewer.staff !== undefined && may(viewer.staff, 'mail');
  return mailed.map(delivery => {
    const { source, sentAt, changedAt, reason } = delivery;
    const outcome = outcomeOf(delivery);
    return {
      at: sentAt ?? changedAt,
      mailing: {
        name: names.get(source.id) ?? t(viewer.language, 'panel:card.mailingGone'),
        ...(maySee && names.has(source.id) && { href: `/broadcasts/${source.id}` }),
        outcome: say(viewer, `outcome.${outcome}`),
        ...(reason !== undefined && outcome !== 'sent' && outcome !== 'control' && { reason: presentRefusal(viewer, reason) }),
      },
    };
  });
}
