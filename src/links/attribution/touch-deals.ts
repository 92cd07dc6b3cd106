import { type Deal, listPipelines, type Pipeline } from '../../deals/index.ts';
import { aggregateDeliveries, type Delivery, recentDeliveries } from '../../deliveries/index.ts';
import { sourceKey } from '../source-key.ts';
import { type TouchDocument, touches } from './touch-model.ts';
import { unreachableReasons, windows } from './windows.ts';

/** A row of the control group, or of one that was not sent: whoever is in it got nothing, and is looked at all the same. */
interface UnsentRow {
  _id: string;
  source: Delivery['source'];
  contact: string;
  reason?: string;
  due: Date;
}

/** As these deals stand now, counts them to the messages before them. Doing it again changes nothing. Answers whose numbers may have changed. */
export async function touchDeals(deals: readonly Deal[]): Promise<string[]> {
  if (deals.length === 0) return [];
  const contacts = [...new Set(deals.map(({ contact }) => contact))];
  const since = new Date(Math.min(...deals.map(({ at }) => at.getTime())) - windows.deal.ms);
  const [recent, unsent, pipelines] = await Promise.all([
    recentDeliveries(contacts, since),
    unsentRows(contacts, since),
    listPipelines(),
  ]);
  const documents = deals.flatMap(deal => {
    const standing = standingOf(deal, pipelines);
    const sent = (recent.get(deal.contact) ?? []).filter(one => isTouch(one, deal));
    return [
      ...sent.map((one, place) => toDocument(deal, standing, one, { to: 'sent', ...(place === 0 && { last: true as const }) })),
      ...unsent
        .filter(row => isUnsentOf(row, deal))
        .map(row => toDocument(deal, standing, { ...row, id: row._id }, { to: row.reason === 'control' ? 'control' : 'unsent' })),
    ];
  });
  await write(documents);
  await renew(deals, pipelines);
  return documents.map(({ source }) => source);
}

async function write(documents: TouchDocument[]): Promise<void> {
  if (documents.length === 0) return;
  await touches.bulkWrite(
    documents.map(({ _id, ...rest }) => ({ replaceOne: { filter: { _id }, replacement: rest, upsert: true } })),
    { ordered: false },
  );
}

/** Those counted before whose message is not found by the deal's contact any more, as after a merge of cards. */
async function renew(deals: readonly Deal[], pipelines: Pipeline[]): Promise<void> {
  await touches.bulkWrite(
    deals.map(deal => {
      const { trashed, amount, ...standing } = standingOf(deal, pipelines);
      const gone = { ...(!trashed && { trashed: '' as const }), ...(amount === undefined && { amount: '' as const }) };
      return {
        updateMany: {
          filter: { deal: deal.id },
          update: {
            $set: { ...standing, ...(trashed && { trashed }), ...(amount !== undefined && { amount }) },
            ...(Object.keys(gone).length > 0 && { $unset: gone }),
          },
        },
      };
    }),
    { ordered: false },
  );
}

type Standing = Pick<TouchDocument, 'state' | 'amount' | 'currency' | 'trashed'>;

function standingOf({ pipeline: id, stage, isOpen, amount, deletedAt }: Deal, pipelines: Pipeline[]): Standing {
  const pipeline = pipelines.find(each => each.id === id);
  const kind = pipeline?.stages.find(each => each.id === stage)?.kind ?? (isOpen ? 'open' : 'lost');
  return {
    state: kind,
    currency: pipeline?.currency ?? 'RUB',
    ...(amount !== undefined && { amount }),
    ...(deletedAt && { trashed: true as const }),
  };
}

function isTouch({ state, sentAt }: Delivery, { at }: Deal): boolean {
  return (state === 'sent' || state === 'unknown') && sentAt !== undefined && isWithin(sentAt, at);
}

const isUnsentOf = ({ contact, due }: UnsentRow, deal: Deal): boolean => contact === deal.contact && isWithin(due, deal.at);

function isWithin(from: Date, at: Date): boolean {
  const passed = at.getTime() - from.getTime();
  return passed >= 0 && passed <= windows.deal.ms;
}

function toDocument(
  deal: Deal,
  standing: Standing,
  { id, source, contact }: Pick<Delivery, 'id' | 'source' | 'contact'>,
  kind: Pick<TouchDocument, 'last' | 'to'>,
): TouchDocument {
  return {
    _id: `${id}:${deal.id}`,
    deal: deal.id,
    delivery: id,
    source: sourceKey(source),
    ...(source.kind === 'broadcast' && source.variant !== undefined && { variant: source.variant }),
    contact,
    at: deal.at,
    ...standing,
    ...kind,
  };
}

async function unsentRows(contacts: string[], since: Date): Promise<UnsentRow[]> {
  const found = await aggregateDeliveries([
    {
      $match: {
        contact: { $in: contacts },
        state: { $in: ['suppressed', 'failed'] },
        reason: { $nin: [...unreachableReasons] },
        due: { $gte: since },
      },
    },
    { $project: { source: 1, contact: 1, reason: 1, due: 1 } },
  ]);
  return found as UnsentRow[];
}
