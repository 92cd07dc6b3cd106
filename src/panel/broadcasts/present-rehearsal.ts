import { z } from 'zod';
import type { Broadcast, Rehearsal } from '../../broadcasts/index.ts';
import { type Contact, getContacts } from '../../contacts/index.ts';
import { reasonText } from '../../deliveries/index.ts';
import { messengerNames } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { maySeeContact } from '../card/may-see.ts';
import { showMessages } from '../content/index.ts';
import { hiddenPlaces } from '../hidden-fields.ts';
import { contactName } from '../present-contact.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { durationWords, numberWords, percentWords } from './numbers.ts';

/** What the rehearsal found: who gets it in which messenger, who does not and why, how it looks for the hardest of them. */
export async function presentRehearsal(viewer: Viewer, broadcast: Broadcast, rehearsal: Rehearsal) {
  const { language } = viewer;
  const text = (key: string, values = {}) => t(language, `panel:broadcasts.rehearsal.${key}`, values);
  const { state, version, at, progress, willSend, messengers, exclusions, waits, seconds } = rehearsal;
  const href = `/broadcasts/${broadcast.id}`;
  const number = (value: number) => numberWords(viewer, value);
  const list = (query: Record<string, string>) => `${href}/people?${new URLSearchParams(query)}`;
  const left = exclusions.reduce((sum, { count }) => sum + count, 0);
  const { done, total } = progress;
  return {
    isOld: state === 'stale' || version !== broadcast.version,
    isDone: state === 'done',
    ...(state === 'failed' && { failed: text('failed') }),
    ...(state === 'running' && {
      progress: {
        done,
        total: Math.max(1, total),
        words: percentWords(viewer, done, total),
        of: text('of', { done: number(done), total: number(total) }),
      },
    }),
    time: presentTime(viewer, at).words,
    willSend: { words: number(willSend), href: list({ of: 'will' }) },
    messengers: messengers.map(({ messenger, count }) => ({
      ...presentMessengerMark(viewer, messenger),
      words: number(count),
      href: list({ of: 'will', messenger }),
    })),
    takes: seconds > 0 ? durationWords(viewer, seconds) : text('atOnce'),
    ...(left > 0 && {
      notSent: text('notSent', { count: left, number: number(left) }),
      exclusions: exclusions.map(({ reason, count }) => ({
        words: number(count),
        label: reasonText(language, reason),
        href: list({ of: 'out', reason }),
      })),
    }),
    ...(waits.length > 0 && {
      waits: waits.map(({ reason, count, until }) => ({
        words: number(count),
        label: `${reasonText(language, reason)}, ${text('until', { time: presentTime(viewer, until).words })}`,
        href: list({ of: 'waits', reason }),
      })),
    }),
    notes: notesOf(viewer, rehearsal),
    hardest: await hardestOf(viewer, broadcast, rehearsal),
  };
}

function notesOf(viewer: Viewer, { clashes, limits, warnings }: Rehearsal) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.rehearsal.${key}`, values);
  return [
    ...clashes.map(({ broadcast, name, count }) => ({
      text: text('clash', { count, number: numberWords(viewer, count), name }),
      href: `/broadcasts/${broadcast}`,
      link: text('clashLook'),
    })),
    ...[...limits, ...warnings].map(remark => ({ text: text(`remarks.${remark.code}`, factsOf(viewer, remark)) })),
  ];
}

const facts = z.object({
  count: z.number().optional(),
  zones: z.array(z.string()).optional(),
  account: z.string().optional(),
  until: z.coerce.date().optional(),
});

/** What a remark is about, in words. */
function factsOf(viewer: Viewer, remark: Rehearsal['warnings'][number]): Record<string, unknown> {
  const { count = 0, zones = [], account, until } = facts.catch({}).parse(remark.facts);
  const messenger = messengerNames.find(name => account?.startsWith(`${name}:`));
  return {
    count,
    number: numberWords(viewer, count),
    zones: zones.join(', '),
    ...(messenger && { messenger: presentMessengerMark(viewer, messenger).label }),
    ...(until && { context: 'until', time: presentTime(viewer, until).words }),
  };
}

/** Those whom one reader may not see are told of without a name; words that were filled from what a reader may not see are not shown. */
async function hardestOf(viewer: Viewer, { content, test }: Broadcast, { hardest }: Rehearsal) {
  const isHidden = (await hiddenPlaces(viewer, [content, test])).length > 0;
  const contacts = await getContacts(hardest.map(({ contact }) => contact));
  const known = new Map(contacts.map(contact => [contact.id, contact]));
  return hardest.map(({ contact, why, messenger, messages }) => ({
    why: t(viewer.language, `panel:broadcasts.rehearsal.whys.${why}`),
    ...who(viewer, known.get(contact)),
    messenger,
    ...(isHidden
      ? { parts: [], notes: [t(viewer.language, 'panel:broadcasts.rehearsal.hiddenField')] }
      : showMessages(viewer, messages, messenger)),
  }));
}

function who(viewer: Viewer, contact: Contact | undefined): { name: string; href?: string } {
  if (!contact || !maySeeContact(viewer, contact)) return { name: t(viewer.language, 'panel:broadcasts.somebodyElses') };
  return { name: contactName(viewer, contact), href: `/contacts/${contact.id}` };
}
