import {
  type BroadcastMeans,
  type BroadcastPatch,
  createDraft,
  getBroadcast,
  problemsOf,
  saveDraft,
  schedule,
  startRehearsal,
} from '../../../src/broadcasts/index.ts';
import { topics } from './agree-to-advertising.ts';
import type { Segments } from './segments.ts';
import { wordings } from './wordings.ts';

/** Nobody is written to in the site's chat, and nobody who came only just now. */
const audience = (more: Partial<NonNullable<BroadcastPatch['audience']>> = {}): NonNullable<BroadcastPatch['audience']> => ({
  include: [],
  exclude: [],
  messengers: ['telegram', 'vk'],
  rule: { field: 'contact.createdAt', op: 'olderThan', value: '1d' },
  ...more,
});
/** A small audience: two refusals are soon many percent. */
const stopAt = { errors: 30, blocks: 20 };

interface Mailing extends BroadcastPatch {
  name: string;
}

/** The mailings of the firm, each with all that its marketer has set. */
export const mailings = {
  digest: ({ day, weekday }: { day: string; weekday: number }): Mailing => ({
    name: 'Объекты недели',
    topic: topics.ideas.id,
    audience: audience({ rule: { field: 'topics.wanted', op: 'has', value: topics.ideas.id } }),
    content: wordings.digest,
    schedule: { kind: 'repeat', every: 'week', days: [weekday], time: '12:00', from: day },
    stopAt,
  }),
  bathroom: ({ at }: { at: Date }): Mailing => ({
    name: 'Скидка 15 % на ванную под ключ',
    topic: topics.offers.id,
    audience: audience(),
    content: wordings.bathroom,
    schedule: { kind: 'at', at },
    pace: 0.5,
    test: { variants: [{ id: 'b', content: wordings.bathroomStory }], share: 75, by: 'clicks', hours: 4 },
    control: 10,
    stopAt,
    utm: { campaign: 'vannaya-15' },
  }),
  checkUp: ({ at, segments }: { at: Date; segments: Segments }): Mailing => ({
    name: 'Гарантийный осмотр',
    advertising: false,
    audience: audience({ include: [segments.bought.id] }),
    content: wordings.checkUp,
    schedule: { kind: 'at', at },
    stopAt,
  }),
  warmFloor: ({ segments }: { segments: Segments }): Mailing => ({
    name: 'Тёплый пол к зиме',
    topic: topics.offers.id,
    audience: audience({ exclude: [segments.neighbours.id] }),
    content: wordings.warmFloor,
    schedule: { kind: 'now' },
    control: 10,
    stopAt,
  }),
  openDay: (): Mailing => ({
    name: 'День открытых дверей в субботу',
    topic: topics.news.id,
    audience: audience({
      rule: {
        all: [
          { field: 'contact.createdAt', op: 'olderThan', value: '1d' },
          { field: 'messages.lastIn', op: 'olderThan', value: '3h' },
        ],
      },
    }),
    content: wordings.openDay,
    schedule: { kind: 'now' },
    pace: 0.1,
    stopAt,
  }),
};

/** A draft as its marketer has left it. Resolves with its id. */
export async function draft({ name, ...patch }: Mailing, { by, now }: { by: string; now: Date }): Promise<string> {
  const { id, version } = await createDraft({ name, by, now });
  await saveDraft(id, patch, { version, by, now });
  return id;
}

/** Rehearses a draft and lets it go at its time; `work` is what the program does by the clock. One that nobody would get stays a draft. */
export async function launch(id: string, { by, work, means }: { by: string; work(): Promise<void>; means: BroadcastMeans }) {
  if ((await problemsOf(await getBroadcast(id), means)).length > 0) return;
  await startRehearsal(id, { by, ...means });
  await work();
  await schedule(id, { by, ...means });
}
