import { type Contact, getContacts, type Identity, type ReachabilityState } from '../contacts/index.ts';
import type { Fitted, MessengerName } from '../messages/index.ts';
import { decide, type Intent, type PolicyFacts, type SendingRules, sendingRules } from '../outbox/index.ts';
import type { WantedUse } from './cap-uses.ts';
import type { MessageContent } from './content.ts';
import type { ContentScope } from './content-scope.ts';
import { type CountedLately, countedLately, counts } from './counted-lately.ts';
import type { Delivery } from './delivery.ts';
import { type ContentFacts, factsAbout } from './facts-about.ts';
import { isDoubled } from './merged-cards.ts';
import { outside } from './outside.ts';
import { renderContent } from './render-content.ts';
import { type LacksOf, lacksOf, talksOf } from './talks-of.ts';

export interface ConsiderMeans {
  /** The moment at which they would go. */
  now: Date;
  /** What each of them says, in their order; nothing where it is gone. */
  contents: readonly (MessageContent | undefined)[];
  /** Which messenger goes first for each of them, where one cannot be used; only their own where it is not told. */
  preferences?: readonly (readonly MessengerName[])[];
  /** Accounts (`<messenger>:<account>`) that are connected; any where it is not told. */
  accounts?: readonly string[];
  /** The rules of the settings unless told. */
  rules?: SendingRules;
}

export type ConsideredVerdict =
  | { kind: 'send' }
  | { kind: 'wait'; until: Date; reason: string }
  | { kind: 'never'; reason: string };

/** What is to become of a delivery now: everything but sending it. */
export interface Considered {
  /** With the conversation that it goes to: another one where theirs cannot be reached any more. */
  delivery: Delivery;
  verdict: ConsideredVerdict;
  /** Absent where the card is gone. */
  contact?: Contact;
  /** What they would read, in as many messages as it takes; empty unless it is to be sent. */
  messages: Fitted[];
  /** It counts for the caps, so it may go once this has been taken. Only where it is to be sent. */
  use?: WantedUse;
}

/**
 * What is to become of deliveries now: whether each may be sent, where to, and what it says. A mailing, a chain, a reminder and a rehearsal all
 * ask this one function, so that they cannot differ. Writes nothing.
 */
export async function consider(deliveries: readonly Delivery[], means: ConsiderMeans): Promise<Considered[]> {
  const { now } = means;
  const rules = means.rules ?? (await sendingRules());
  const contacts = await livingContacts(deliveries);
  const cards = [...new Set(contacts.values())];
  const [doubled, talks, lately, facts] = await Promise.all([
    isDoubled(deliveries, contacts),
    talksOf(cards, rules),
    hasCaps(rules) ? countedLately(deliveries, contacts, now) : undefined,
    factsAbout(
      cards,
      means.contents.filter(content => content !== undefined),
    ),
  ]);
  return deliveries.map((planned, i) => {
    const contact = contacts.get(planned.contact);
    if (doubled.has(planned.id)) return never(planned, 'merged', contact);
    const content = means.contents[i];
    if (!content) return never(planned, 'contentGone', contact);
    if (!contact) return never(planned, 'noContact');
    const { delivery, state } = wayTo(planned, contact, means.preferences?.[i] ?? [], means.accounts);
    const counted = lately?.get(contact.id);
    const verdict = decide(intentOf(delivery), {
      ...factsFor(contact, delivery, state),
      ...liveIn(talks.live.get(contact.id)),
      recent: timesBesides(planned.id, counted),
      now,
      rules,
    });
    if (verdict.kind !== 'send') return { delivery, verdict, contact, messages: [] };
    const messages = renderContent(content, scopeOf({ delivery, contact, now, facts, rules, lacks: talks.lacks }));
    if (messages.length === 0) return never(delivery, 'contentGone', contact);
    if (!counted || !counts(delivery)) return { delivery, verdict, contact, messages };
    // What comes next in this very list counts it.
    counted.at.set(delivery.id, now);
    const use = { contact: contact.id, delivery: delivery.id, ...(counted.uses && { before: counted.uses }) };
    return { delivery, verdict, contact, messages, use };
  });
}

/** What each of these deliveries says, whether or not it may be sent: its messages in order, none where the card or the words are gone. */
export async function renderFor(
  deliveries: readonly Delivery[],
  contents: readonly (MessageContent | undefined)[],
  now: Date,
): Promise<Fitted[][]> {
  return (await renderAll(deliveries, contents, now)).map(({ messages }) => messages);
}

/** The same, each with the card it is about. */
export async function renderAll(
  deliveries: readonly Delivery[],
  contents: readonly (MessageContent | undefined)[],
  now: Date,
): Promise<{ contact: string; messages: Fitted[] }[]> {
  const conversations = deliveries.map(({ conversation }) => conversation);
  const [contacts, rules, lacks] = await Promise.all([livingContacts(deliveries), sendingRules(), lacksOf(conversations)]);
  const facts = await factsAbout(
    [...new Set(contacts.values())],
    contents.filter(content => content !== undefined),
  );
  return deliveries.map((delivery, i) => {
    const contact = contacts.get(delivery.contact);
    const content = contents[i];
    if (!contact || !content) return { contact: delivery.contact, messages: [] };
    const scope = scopeOf({ delivery, contact, now, facts, rules, lacks });
    return { contact: contact.id, messages: renderContent(content, scope) };
  });
}

interface ScopeParts {
  delivery: Delivery;
  contact: Contact;
  now: Date;
  facts: ReadonlyMap<string, ContentFacts>;
  rules: SendingRules;
  lacks: LacksOf;
}

function scopeOf({ delivery, contact, now, facts, rules, lacks }: ScopeParts): ContentScope {
  const { timeZone, publicUrl } = outside();
  const without = lacks.get(delivery.conversation);
  return {
    ...facts.get(contact.id),
    ...{ delivery, contact, now, topics: rules.topics },
    timeZone: contact.timeZone ?? timeZone,
    ...(publicUrl && { publicUrl }),
    ...(without && { lacks: without }),
  };
}

const hasCaps = ({ caps: { day, week } }: SendingRules): boolean => day !== undefined || week !== undefined;

/** When something counted, but for the delivery that is being thought about: one that was interrupted counts already. */
const timesBesides = (delivery: string, counted: CountedLately | undefined): Date[] =>
  [...(counted?.at ?? [])].filter(([id]) => id !== delivery).map(([, at]) => at);

const never = (delivery: Delivery, reason: string, contact?: Contact): Considered => ({
  delivery,
  verdict: { kind: 'never', reason },
  messages: [],
  ...(contact && { contact }),
});

/** The cards by the contacts that the deliveries name: where one became a part of another, that other. */
async function livingContacts(deliveries: readonly Delivery[]): Promise<Map<string, Contact>> {
  const named = [...new Set(deliveries.map(({ contact }) => contact))];
  const byName = new Map<string, Contact>();
  let wanted = new Map(named.map(id => [id, id]));
  // Cards that became parts of others that became parts of others are read a step at a time.
  for (let hops = 0; wanted.size > 0 && hops < 20; hops++) {
    const found = new Map((await getContacts([...new Set(wanted.values())])).map(contact => [contact.id, contact]));
    const next = new Map<string, string>();
    for (const [name, id] of wanted) {
      const contact = found.get(id);
      if (contact?.mergedInto) next.set(name, contact.mergedInto);
      else if (contact) byName.set(name, contact);
    }
    wanted = next;
  }
  return byName;
}

/** Where it goes: to the conversation it was planned for, or to the first of the preference where they can be reached. */
function wayTo(
  delivery: Delivery,
  { identities }: Contact,
  preference: readonly MessengerName[],
  accounts: readonly string[] | undefined,
): { delivery: Delivery; state: ReachabilityState | undefined } {
  const planned = identities.find(({ key }) => key === delivery.conversation);
  const state = planned?.reachability.state;
  if (planned && mayUse(planned, accounts)) return { delivery, state };
  for (const messenger of preference) {
    const other = identities.find(identity => identity.messenger === messenger && mayUse(identity, accounts));
    if (other) return { delivery: redirected(delivery, other), state: other.reachability.state };
  }
  return { delivery, state };
}

function mayUse({ messenger, account, reachability }: Identity, accounts: readonly string[] | undefined): boolean {
  return reachability.state === 'reachable' && (!accounts || accounts.includes(`${messenger}:${account}`));
}

function redirected(delivery: Delivery, { key, messenger, account }: Identity): Delivery {
  return { ...delivery, conversation: key, messenger, account: `${messenger}:${account}` };
}

function intentOf({ priority, advertising, topic, expires }: Delivery): Intent {
  return { kind: priority, by: 'bot', advertising, ...(topic !== undefined && { topic }), ...(expires && { expires }) };
}

function factsFor(contact: Contact, { topic }: Delivery, state: ReachabilityState | undefined) {
  const consent = contact.consents.advertising?.given;
  const wanted = topic === undefined ? undefined : contact.topics?.[topic]?.wanted;
  const { timeZone: firm } = outside();
  return {
    timeZone: contact.timeZone ?? firm,
    firmTimeZone: firm,
    deleted: contact.deletedAt !== undefined,
    ...(state && { reachability: state }),
    ...(consent !== undefined && { advertisingConsent: consent }),
    ...(wanted !== undefined && { topicWanted: wanted }),
  } satisfies Partial<PolicyFacts>;
}

const liveIn = (live: PolicyFacts['live']): Pick<PolicyFacts, 'live'> => (live ? { live } : {});
