import fc from 'fast-check';
import { type Contact, categories, temperatures } from '../../../src/contacts/index.ts';
import type { AnswerValue } from '../../../src/flow/index.ts';
import type { MessageCount, Sources } from '../../../src/segments/traits/read-sources.ts';

/** The moment at which rules are asked; half past one of 3 March in Moscow. */
export const now = new Date('2026-03-02T22:30:00Z');
export const timeZone = 'Europe/Moscow';

/** Around the ends of days and of periods, in the firm's zone and in UTC. */
export const instants = [
  '2020-02-29T12:00:00Z',
  '2026-01-31T22:30:00Z',
  '2026-02-23T22:30:00Z',
  '2026-02-23T22:29:59.999Z',
  '2026-02-28T21:00:00Z',
  '2026-03-01T20:59:59.999Z',
  '2026-03-01T21:00:00Z',
  '2026-03-02T22:30:00Z',
  '2026-03-09T10:00:00Z',
].map(text => new Date(text));
export const days = ['2020-02-29', '2026-02-23', '2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-10'];
export const birthdays = [
  ...[
    '1990-03-03',
    '1990-03-02',
    '1990-03-04',
    '1996-02-29',
    '2000-02-29',
    '--02-29',
    '--03-03',
    '--03-10',
    '2026-03-03',
    '1896-12-31',
  ],
  ...['1991-03-03', '2006-03-04', '1950-07-01'],
];
export const texts = [
  'Анна',
  'анна',
  'Анна-Мария',
  'Ёлкина',
  'елкина',
  'a.c',
  'abc',
  '(скобка',
  'x*',
  '2026-03-01',
  'не указан',
  '😀',
  'İstanbul',
  ' ',
];
export const numbers = [-1, 0, 0.5, 1, 2, 2.5, 42, 100, 1000];
export const tags = ['vip', 'опт', 'a.b', 'VIP', 'две метки', '$х'];

const one = fc.constantFrom;
const instant = one(...instants);
const text = one(...texts);
const number = one(...numbers);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const some = <T>(of: readonly T[]) => fc.subarray([...of], { maxLength: Math.min(3, of.length) });

const fieldValue = fc.oneof(text, number, one(...days), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 2 }));
const answerValue: fc.Arbitrary<AnswerValue> = fc.oneof(
  text,
  number,
  fc.boolean(),
  one(...days),
  instant.map(at => at.toISOString()),
  one('bath', 'flat', '42', 'true'),
  some(['bath', 'flat', 'other']),
  fc.constant<AnswerValue>({ latitude: 55, longitude: 37 }),
  fc.constant<AnswerValue>([{ id: 'file' }]),
);
const touch = fc.record(
  { messenger: one('telegram' as const, 'vk' as const), at: instant, link: text, detail: text },
  { requiredKeys: ['messenger', 'at'] },
);
const consent = fc.record({ given: fc.boolean(), hash: fc.constant('h'), at: instant });
const identity = fc
  .record({
    messenger: one('telegram' as const, 'vk' as const, 'web' as const),
    id: one('1', '2'),
    state: one('reachable' as const, 'blocked' as const, 'denied' as const),
  })
  .map(({ messenger, id, state }) => {
    const reachability = { state, at: now, evidence: 'message' as const };
    return { key: `${messenger}:9:${id}`, messenger, account: '9', id, reachability };
  });

const optional = fc.record(
  {
    name: text,
    firstName: text,
    lastName: text,
    middleName: text,
    gender: one('female' as const, 'male' as const),
    city: text,
    region: text,
    country: one('RU', 'BY'),
    address: text,
    birthday: one(...birthdays),
    company: text,
    position: text,
    language: one('ru', 'en', 'de'),
    timeZone: one('Europe/Moscow', 'Asia/Omsk'),
    owner: one('staff1', 'staff2'),
    temperature: one(...temperatures),
    category: one(...categories),
    lostReason: text,
    topics: fc.dictionary(one('news', 'две темы'), fc.record({ wanted: fc.boolean(), at: instant })),
    orders: fc.record({ count: one(1, 2), sum: number, currency: fc.constant('RUB'), first: instant, last: instant }),
  },
  { requiredKeys: [] },
);

const card = fc.record({
  optional,
  phones: some(['+79990000001']),
  emails: some(['a@example.org']),
  fields: fc.dictionary(one('text', 'number', 'money', 'date', 'list', 'many', 'yes', 'link', 'who'), fieldValue),
  tags: some(tags),
  score: number,
  identities: fc.uniqueArray(identity, { selector: ({ key }) => key, maxLength: 3 }),
  source: fc.record({ first: touch, last: touch }, { requiredKeys: [] }),
  consents: fc.record({ advertising: consent, 'personal-data': consent }, { requiredKeys: [] }),
  createdAt: instant,
  changedAt: instant,
  lastActivityAt: instant,
});

const run = fc.record({
  flow: one('lead', 'after-sale'),
  outcome: maybe(one('finished' as const, 'expired' as const, 'declined' as const)),
  startedAt: instant.map(at => at.toISOString()),
  answers: fc.uniqueArray(
    fc.record({
      step: one('text', 'number', 'date', 'when', 'choice', 'many', 'yes', 'file', 'place', 'inner.text'),
      value: answerValue,
      text,
      question: fc.constant('?'),
      at: fc.constant('2026-01-01T00:00:00Z'),
    }),
    { selector: ({ step }) => step, maxLength: 6 },
  ),
});

const deal = fc.record({
  contact: fc.constant(''),
  pipeline: one('sales', 'second-line'),
  stage: one('new', 'in-work', 'won', 'lost'),
  isOpen: fc.boolean(),
  amount: number,
  stageAt: instant,
  lostReason: text,
  changedAt: instant,
});
const task = fc.record(
  { contact: fc.constant(''), state: one('open' as const, 'done' as const), due: instant, done: fc.record({ at: instant }) },
  { requiredKeys: ['contact', 'state', 'due'] },
);
const delivery = fc.record(
  {
    contact: fc.constant(''),
    source: fc.record({ id: one('mail1', 'mail2', 'mail3') }),
    sentAt: instant,
    clickedAt: instant,
    repliedAt: instant,
  },
  { requiredKeys: ['contact', 'source'] },
);
const count = fc
  .record({ isIn: fc.boolean(), count: one(1, 2, 42), last: instant })
  .map(({ isIn, ...rest }): MessageCount => ({ _id: { conversation: 'telegram:9:1', isIn }, ...rest }));
const order = fc.record({
  contact: fc.constant(''),
  title: text,
  lines: fc.array(fc.record({ name: one('Плитка', 'Краска') }), { maxLength: 2 }),
});
const score = fc.record({
  recency: one(1, 3, 5),
  frequency: one(1, 3, 5),
  money: one(1, 3, 5),
  cell: one('1-1-1', '5-5-5'),
  group: one('loyal' as const, 'lost' as const),
  abc: one('A' as const, 'B' as const, 'C' as const),
});

/** What the rooms might know of anybody. */
export const anySources: fc.Arbitrary<Sources> = fc
  .record({
    card,
    lists: some(['list1', 'list2']),
    score: maybe(score),
    runs: fc.array(run, { maxLength: 3 }),
    deals: fc.array(deal, { maxLength: 3 }),
    tasks: fc.array(task, { maxLength: 3 }),
    deliveries: fc.array(delivery, { maxLength: 4 }),
    counts: fc.array(count, { maxLength: 2 }),
    orders: fc.array(order, { maxLength: 2 }),
    id: fc.nat({ max: 1_000_000_000 }),
  })
  .map(({ card: { optional: more, ...rest }, id, score: known, runs, deals, ...others }): Sources => {
    const contact: Contact = { id: `c${String(id).padStart(12, '0')}`, ...more, ...rest };
    return {
      ...others,
      card: contact,
      conversations: [],
      runs: runs.map(({ outcome, ...each }, i) => ({
        _id: `r${i}`,
        ...each,
        ...(outcome && { outcome, endedAt: each.startedAt }),
      })),
      deals,
      ...(known && { score: { contact: contact.id, at: now, ...known } }),
    };
  });
