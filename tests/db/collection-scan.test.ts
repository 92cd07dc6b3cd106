import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putIn, saveAutomation, switchOn } from '../../src/automations/index.ts';
import { createDraft } from '../../src/broadcasts/index.ts';
import { emptyTrash, findDuplicates, gradeContacts, listContacts, renewCards, workMerges } from '../../src/contacts/index.ts';
import { conversationsOf, openConversationsOf, peopleIn, silentIn, unassignedIn } from '../../src/conversations/index.ts';
import { createFetcher, removeFile, sweepFiles } from '../../src/files/index.ts';
import { openMoves, rowsOf } from '../../src/flows/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createAttribution } from '../../src/links/index.ts';
import { heardSince } from '../../src/messages/index.ts';
import { createSearchIndexer } from '../../src/search/index.ts';
import {
  addToList,
  createScorer,
  createSegmentsTick,
  createTraitsTick,
  explainContact,
  listChangesSince,
  sampleAudience,
  saveSegment,
  scoresChangedSince,
  segmentMovesSince,
  traitFields,
  watchSegments,
} from '../../src/segments/index.ts';
import { sweepAudit } from '../../src/staff/index.ts';
import type { Program } from '../../src/start.ts';
import {
  createTask,
  createTaskClock,
  finishTask,
  followOwner,
  nextTaskAt,
  openTasksOf,
  tasksOfDeal,
} from '../../src/tasks/index.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../tools/stand-ins/index.ts';
import { type AskedQueries, noteQueries, smallCollections } from '../support/asked-queries.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

const database = useDatabase();
let asked: AskedQueries;
let telegram: TelegramStandIn;
let program: Program;

beforeAll(async () => {
  telegram = await startTelegramStandIn({ limits: false });
  await mongoose.disconnect();
  await mongoose.connect(database.uri, { monitorCommands: true, autoIndex: false, autoCreate: false });
  program = await startTestProgram({ uri: database.uri, telegram });
  asked = noteQueries();
});
afterAll(async () => {
  await program?.stop();
  await telegram?.stop();
  await mongoose.connect(database.uri);
});

it('no page and no tick reads a whole collection', { timeout: 120_000 }, async () => {
  const anna = telegram.customer({ firstName: 'Анна', lastName: 'Примерова' });
  await anna.start('promo-vk-ads');
  await anna.receives(/Можно сохранить/);
  await anna.presses('Даю согласие');
  await anna.receives(/обращаться/);
  await anna.says('Анна');
  await anna.receives(/номер/);
  await anna.says('+7 999 000-00-01');
  await anna.receives(/Что нужно/);
  await anna.sendsPhoto();
  await anna.edits('Ирина', await anna.says('оператор'));
  const contact = await until(
    'the card',
    async () => (await listContacts({ query: 'анна 0001', tag: '', page: 1, perPage: 20 })).contacts[0],
  );
  const [conversation] = await conversationsOf(contact.id);
  const manager = visitor(() => program.url);
  await manager.signIn(testOwner);
  const pages = [
    '/inbox',
    '/inbox?view=waiting',
    '/inbox?view=mine',
    '/inbox?view=bot',
    '/inbox?view=all',
    ...['unassigned', 'snoozed', 'closed'].map(view => `/inbox?view=${view}`),
    '/inbox?view=waiting&queue=default&messenger=telegram&staff=nobody&tag=vip',
    `/inbox/${conversation?.id}/transfer`,
    '/settings/queues',
    '/settings/queues/new',
    '/settings/hours',
    '/settings/sending',
    '/settings/retention',
    `/inbox/${conversation?.id}`,
  ];
  const cards = [
    '/contacts',
    '/contacts/duplicates',
    '/contacts/merges',
    '/contacts/trash',
    `/contacts?query=${encodeURIComponent('анна')}`,
    '/contacts?query=0001',
    ...['', 'анна', '8 999', 'оператор меню', 'опер'].map(words => `/search?q=${encodeURIComponent(words)}`),
    '/contacts?tag=vip',
    `/contacts/${contact.id}`,
    `/contacts/${contact.id}/consents`,
    `/contacts/${contact.id}/erase`,
    `/contacts/${contact.id}/proof.json`,
    '/contacts?owner=none&temperature=warm&category=potential&deals=yes',
    '/contacts/new',
    ...['', '?only=files', '?only=changes', `?before=${Date.now()}`].map(query => `/contacts/${contact.id}/timeline${query}`),
    '/settings/fields',
    '/settings/grading',
  ];
  const flows = ['', '/edit', '/revisions', '/revisions/1', '/dialogues'].map(path => `/flows/lead${path}`);
  const settings = [
    '/security',
    '/staff',
    '/staff/x',
    '/roles',
    '/api',
    '/webhooks',
    '/audit',
    '/audit?kind=views&from=2026-01-01',
    '/audit.csv?contact=x',
  ].map(path => `/settings${path}`);
  const sending = ['/messengers/sending', `/messengers/sending/failed?account=telegram:${telegram.bot.id}`];
  await createTask({
    key: 'task',
    title: 'Позвонить',
    for: { kind: 'owner' },
    contact: contact.id,
    due: new Date(Date.now() - 60_000),
    repeat: { unit: 'day', every: 1, timeZone: 'UTC' },
    now: new Date(0),
  });
  const lists = ['day', 'week', 'overdue', 'someday', 'done'].flatMap(view => [`?view=${view}`, `?view=${view}&who=all`]);
  const { id: mailing } = await createDraft({ name: 'Весна', by: 'x', now: new Date() });
  const behind = ['', '?what=sent', '?what=did.clicked', '?what=link&address=x', '?what=made.meant', '?what=control'];
  const reports = [
    '',
    '.csv',
    '/openings',
    '/openings?address=x',
    '/deals',
    '/deals?state=won',
    ...behind.map(query => `/people${query}`),
  ].map(part => `/broadcasts/${mailing}/report${part}`);
  const mailingPages = [
    '/broadcasts',
    '/broadcasts?q=весна&state=draft',
    ...['', '/estimate', '/rehearsal', '/people', '/numbers', '/cancel-ask'].map(part => `/broadcasts/${mailing}${part}`),
    '/content/people?preview.q=анна',
  ];
  const tasks = [...lists, '/feed', '/new', '/task', '/mark', '/hours?due='].map(path => `/tasks${path}`);
  const segment = await saveSegment({
    name: 'Казань',
    kind: 'rule',
    rule: { field: 'contact.city', op: 'eq', value: 'Казань' },
    by: 'staff',
    now: new Date(),
  });
  const list = await saveSegment({ name: 'Список', kind: 'list', by: 'staff', now: new Date() });
  await addToList(list.id, [contact.id], { by: 'staff', now: new Date(), timeZone: 'UTC' });
  const segmentPages = [
    ...['', '/new', `/${segment.id}`, `/${segment.id}/size`, `/${list.id}`, `/${list.id}/find?find=анна`].map(
      path => `/segments${path}`,
    ),
    `/contacts?segment=${segment.id}&tag=vip`,
    `/contacts?segment=${list.id}&q=анна`,
    `/inbox?segment=${list.id}`,
    `/contacts/${contact.id}/segment-lists`,
  ];
  const doing = { by: 'staff', now: new Date() };
  const chain = await saveAutomation(
    {
      name: 'Скидка',
      trigger: { kind: 'tagAdded', tag: 'vip' },
      reentry: { kind: 'finished' },
      steps: [{ id: 'day', do: 'wait', wait: { kind: 'for', minutes: 60 } }],
    },
    doing,
  );
  await switchOn(chain.id, doing);
  const run = await putIn(chain.id, contact.id, doing);
  const automationPages = [
    '/automations',
    ...['', '/chain?edit=day', '/trigger?trigger.kind=date', '/find?find=анна'].map(part => `/automations/${chain.id}${part}`),
    ...['', '?state=waiting&step=day', `/${run.id}`].map(part => `/automations/${chain.id}/runs${part}`),
    `/contacts/${contact.id}/automations`,
  ];
  for (const page of [
    ...automationPages,
    ...segmentPages,
    ...pages,
    ...cards,
    ...tasks,
    '/flows',
    ...flows,
    '/messengers',
    ...sending,
    ...settings,
    ...reports,
    ...mailingPages,
    '/readyz',
  ])
    expect((await manager.get(page)).status, page).toBeLessThan(400);

  // Ticks that come too seldom to be met here by themselves.
  await gradeContacts({ clock: systemClock });
  await renewCards({ clock: systemClock });
  const fetcher = createFetcher({ find: () => undefined, log: pino({ level: 'silent' }) });
  await fetcher.work();
  await sweepFiles(new Date());
  await sweepAudit(new Date());
  const unwatch = watchSegments(async () => [segment.id, list.id]);
  await createSegmentsTick({ clock: systemClock, log: pino({ level: 'silent' }), timeZone: 'UTC' }).work();
  unwatch();
  await segmentMovesSince(new Date(0), new Date(), { skip: 0, limit: 10 });
  await listChangesSince(new Date(0), new Date(), { skip: 0, limit: 10 });
  await scoresChangedSince(new Date(0), new Date(), { skip: 0, limit: 10 });
  await createScorer({ clock: systemClock, timeZone: 'UTC' }).work();
  await manager.get('/l/nobody-has-this-token-0');
  await createAttribution({ clock: systemClock }).work();
  await heardSince(new Date(0), new Date(), { skip: 0, limit: 10 });
  await createTaskClock({
    tell: async () => {},
    ownersOf: async () => new Map(),
    everybody: async () => [],
    now: () => new Date(),
  }).work();
  await finishTask('task', { by: 'staff', now: new Date() });
  await openTasksOf(['deal']);
  await nextTaskAt('deal');
  await tasksOfDeal('deal', { limit: 5 });
  await followOwner(contact.id, undefined);
  await findDuplicates();
  await createSearchIndexer().work({ now: new Date(), budgetMs: 5000 });
  const means = { now: new Date(), timeZone: 'Europe/Moscow' };
  const rule = { field: 'contact.tags', op: 'has' as const, value: 'vip' };
  await createTraitsTick({ clock: systemClock, log: pino({ level: 'silent' }), ...means }).work();
  await traitFields();
  await sampleAudience(rule, { ...means, limit: 5 });
  await explainContact(contact.id, rule, means);
  await workMerges({ now: new Date() });
  await emptyTrash({ now: new Date(), removeFile });
  await openMoves();
  await openConversationsOf(['nobody']);
  await Promise.all(
    ['default', 'sales'].flatMap(queue => [
      unassignedIn(queue, 10),
      silentIn(queue, { since: new Date(), owedSince: new Date() }, 10),
    ]),
  );
  await peopleIn({ flow: 'lead', revision: 'one', after: 'telegram', limit: 10 });
  await rowsOf('move', 'planned', { limit: 10, after: 'move:telegram' });

  expect(asked.count()).toBeGreaterThan(20);
  expect(await asked.scans(smallCollections)).toEqual([]);
});
