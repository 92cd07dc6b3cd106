import { type ConsentBy, type ConsentEntry, lastWords } from '../../consents/index.ts';
import { flowTitles } from '../../flows/index.ts';
import { getMessages } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { presentPersonal } from '../present-phone.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

type Reader = Pick<Viewer, 'language'>;

/** What a word is about. */
export function kindWords({ language }: Reader, { kind, topic }: { kind: string; topic?: string }): string {
  return t(language, `panel:consents.kind.${kind}`, { topic });
}

/** How a word came into the ledger, with the title that its flow has now; nothing where that was not kept. */
export type Author = ConsentBy & { title?: string };

/** How each of these came into the ledger. */
export async function authorsOf(entries: readonly ConsentEntry[]): Promise<(entry: ConsentEntry) => Author | undefined> {
  const titles = entries.some(({ flow, by }) => flow !== undefined || by?.kind === 'flow') ? await flowTitles() : undefined;
  return ({ by, flow, step }) => {
    const known = by ?? (flow === undefined ? undefined : { kind: 'flow' as const, flow, ...(step && { step }) });
    if (known?.kind !== 'flow') return known;
    const title = titles?.get(known.flow);
    return { ...known, ...(title && { title }) };
  };
}

/** The same in words. */
export function authorWords({ language }: Reader, by: Author | undefined): string | undefined {
  if (!by) return undefined;
  const words = (key: string, values = {}) => t(language, `panel:consents.${key}`, values);
  if (by.kind === 'flow') return words('by.flow', { flow: by.title ?? by.flow });
  if (by.kind === 'button' && by.delivery) return words('by.buttonOfMailing');
  if (by.kind === 'word' || by.kind === 'button') return words(`by.${by.kind}`);
  const said = [words(`by.${by.kind}`, { name: by.name })];
  if ('reason' in by && by.reason) said.push(words('reason', { reason: by.reason }));
  if ('evidence' in by && by.evidence) said.push(words('evidence', { evidence: by.evidence }));
  return said.join('. ');
}

interface Around {
  orders: ReadonlyMap<string, number>;
  authorOf(entry: ConsentEntry): Author | undefined;
}

/** One entry of the ledger, as the page of consents shows it. */
function presentEntry(viewer: Viewer, entry: ConsentEntry, { orders, authorOf }: Around) {
  const { given, at, recordedAt, version, hash, text, conversation, message } = entry;
  const author = authorWords(viewer, authorOf(entry));
  return {
    kind: kindWords(viewer, entry),
    given,
    what: t(viewer.language, `panel:consents.${given ? 'given' : 'withdrawn'}`),
    when: presentTime(viewer, at),
    ...(recordedAt && {
      recorded: t(viewer.language, 'panel:consents.recorded', { time: presentTime(viewer, recordedAt).words }),
    }),
    ...(author && { author: presentPersonal(viewer, author) }),
    ...(version && { version: t(viewer.language, 'panel:consents.version', { version }) }),
    hash,
    text,
    ...(conversation && { href: placeOf(conversation, message === undefined ? undefined : orders.get(message)) }),
  };
}

/** The conversation, at the message where it is known. */
function placeOf(conversation: string, order: number | undefined): string {
  return `/inbox/${encodeURIComponent(conversation)}?view=all${order === undefined ? '' : `&at=${order}`}`;
}

/** The whole page: what was said last about each thing, and all that was ever said. */
export async function presentLedger(viewer: Viewer, entries: ConsentEntry[]) {
  const said = await getMessages(entries.flatMap(({ message }) => message ?? []));
  const around = { orders: new Map(said.map(({ id, order }) => [id, order])), authorOf: await authorsOf(entries) };
  return {
    last: lastWords(entries).map(entry => presentEntry(viewer, entry, around)),
    entries: entries.map(entry => presentEntry(viewer, entry, around)),
  };
}
