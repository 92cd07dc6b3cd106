import { type Delivery, listDeliveries } from '../../../src/deliveries/index.ts';
import { createRandom } from '../random.ts';
import type { Office } from '../seed/office.ts';
import { type Answering, leaves, makesDeal, writesBack } from './answers-to-mailing.ts';
import type { Customer } from './customer.ts';
import type { PastProgram } from './past-program.ts';

/** Which shares of those who got it did what. */
export interface Reaction {
  /** Of one wording of a trial; otherwise those who had no part in one. */
  wording?: string;
  /** By the place of the link in the message; each of them a share. */
  clicks: number[];
  replies: number;
  leaves: number;
  deals: number;
  /** Of the deals. */
  won: number;
}

export interface ReactMeans {
  past: PastProgram;
  customers: ReadonlyMap<string, Customer>;
  office: Office;
  /** Nothing has happened after it. */
  now: Date;
  /** Of what the deals are. */
  deal?: { title: string; amounts: readonly [number, number] };
  answers: readonly (readonly [words: string, answer: string])[];
}

const minute = 60_000;
const agents = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/138.0.0.0 YaBrowser/25.8.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0',
] as const;

/** Lets those whom a mailing has come to do what people do. Who has reacted to it already does nothing more. */
export async function react(broadcast: string, reaction: Reaction, means: ReactMeans): Promise<void> {
  const all = await gotIt(broadcast, reaction.wording);
  const people = all.flatMap(delivery => {
    const customer = means.customers.get(delivery.contact);
    return customer && !delivery.clickedAt && !delivery.repliedAt && !delivery.unsubscribedAt ? [{ delivery, customer }] : [];
  });
  const ranked = people.toSorted((a, b) => rankOf(a.delivery, a.customer) - rankOf(b.delivery, b.customer));
  const share = (part: number) => Math.round(part * ranked.length);
  for (const [link, part] of reaction.clicks.entries()) {
    // Those who look at the second link are partly others.
    const from = link * share(part / 2);
    for (const person of ranked.slice(from, from + share(part))) await opens(person, link, means);
  }
  // Who spoke to the firm later on has a history that this would come too late for.
  const free = ranked.filter(({ delivery, customer }) => delivery.sentAt && customer.lastAt < delivery.sentAt);
  const answering = free.slice(0, share(reaction.replies)).map(person => answeringOf(person, means));
  for (const [n, one] of answering.entries()) {
    const said = means.answers[n % means.answers.length];
    if (one.at < means.now && said) await writesBack(one, { words: said[0], answer: said[1] });
  }
  const [least = 0, most = 0] = means.deal?.amounts ?? [];
  const buyers = answering.slice(0, share(reaction.deals));
  for (const [n, one] of buyers.entries()) {
    if (!means.deal || one.at >= means.now) continue;
    const amount = one.random.int(least / 1000, most / 1000) * 1000;
    const isWon = n < Math.round(reaction.won * buyers.length);
    await makesDeal(one, { title: means.deal.title, amount, ...(isWon && { wonAfter: one.random.int(4, 7) }), now: means.now });
  }
  const tired = free.toReversed().slice(0, share(reaction.leaves));
  for (const person of tired) {
    const one = answeringOf(person, means);
    if (one.at < means.now) await leaves(one);
  }
  if (share(reaction.clicks[0] ?? 0) > 0) await untilWritten(broadcast, reaction.wording);
}

interface Reached {
  delivery: Delivery;
  customer: Customer;
}

async function opens({ delivery, customer }: Reached, link: number, { past, now }: ReactMeans): Promise<void> {
  const random = createRandom(`opens ${link} ${customer.person.number}`);
  const at = soonAfter(delivery, random.next());
  if (at < now) await past.opens(delivery.token, link, random.pick(agents), at);
  const again = new Date(at.getTime() + random.int(3, 200) * minute);
  if (random.chance(0.2) && again < now) await past.opens(delivery.token, link, random.pick(agents), again);
}

function answeringOf({ delivery, customer }: Reached, { office }: ReactMeans): Answering {
  const random = createRandom(`answers ${customer.person.number}`);
  const at = new Date(soonAfter(delivery, random.next()).getTime() + random.int(2, 9) * minute);
  return { delivery, customer, at, random, office };
}

/** Most look within the hour, some in the evening. */
function soonAfter({ sentAt, due }: Delivery, chance: number): Date {
  return new Date((sentAt ?? due).getTime() + (2 + chance ** 3 * 210) * minute);
}

/** A place in a row that is the same at every start. */
const rankOf = ({ source, messenger }: Delivery, { person }: Customer): number =>
  createRandom(`rank ${source.kind} ${messenger} ${person.number}`).next();

async function gotIt(broadcast: string, wording: string | undefined): Promise<Delivery[]> {
  const of = { kind: 'broadcast', id: broadcast } as const;
  const { deliveries } = await listDeliveries(of, { state: 'sent' }, { page: 1, perPage: 2000 });
  return deliveries.filter(({ source }) => source.kind === 'broadcast' && source.variant === wording);
}

const longestWaitMs = 5000;

/** A click is noted beside the answer that it gets. */
async function untilWritten(broadcast: string, wording: string | undefined): Promise<void> {
  let before = -1;
  for (const began = performance.now(); performance.now() - began < longestWaitMs; ) {
    const clicked = (await gotIt(broadcast, wording)).filter(({ clickedAt }) => clickedAt).length;
    if (clicked > 0 && clicked === before) return;
    before = clicked;
    await new Promise(done => setTimeout(done, 15));
  }
}
