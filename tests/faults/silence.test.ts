import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { history } from '../../src/messages/index.ts';
import type { FailureRule } from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { movingClock } from '../support/moving-clock.ts';
import { until } from '../support/until.ts';
import { answerTo, expectTruth, messengers, openWorld, type Pushed, settled, textsTo, type World } from './support.ts';

const database = useDatabase();
const clock = movingClock();
let world: World;

beforeAll(async () => {
  world = await openWorld({ uri: database.uri, clock });
});
afterAll(() => world?.close());
afterEach(() => {
  world.telegram.heal();
  world.vk.heal();
});

const hour = 3_600_000;
const methodOf = { telegram: 'sendMessage', vk: 'messages.send' } as const;
const name = { telegram: 'Telegram ·', vk: 'VK ·' } as const;

/** Lets every call of sending fail in this way, until it is taken back. */
const fails = (messenger: Pushed, failure: FailureRule['with'], times = Number.POSITIVE_INFINITY) =>
  world[messenger].fail({ method: methodOf[messenger], times, with: failure });
const calls = (messenger: Pushed) => world[messenger].journal.entries({ kind: 'call', method: methodOf[messenger] }).length;

/** Somebody with whom the bot talks already. */
async function talking(messenger: Pushed, firstName: string) {
  const customer = world.customer(messenger, firstName);
  await customer.start();
  await customer.receives(answerTo('начало'));
  await settled(world.conversation(messenger, customer));
  return customer;
}

/** What the gauge says of this messenger's account. */
async function gauge(messenger: Pushed): Promise<string> {
  const page = await world.page('/messengers/sending');
  const [, mine = ''] = page.split(name[messenger]);
  return mine.split(/VK ·|Чат на сайте/)[0] ?? '';
}

/** What the page of messengers says of this one. */
async function standing(messenger: Pushed): Promise<string> {
  const [, list = ''] = (await world.page('/messengers')).split('Откуда приходят сообщения');
  return list.split(/ VK | Чат на сайте /)[messenger === 'vk' ? 1 : 0] ?? '';
}

const deliveryOf = async (conversation: string) => (await history(conversation, { limit: 1 }))[0]?.delivery;

/** Time passes while we wait, slowly enough for the program to say in between that it lives. */
function timePasses(what: string, ask: () => Promise<boolean | undefined>, stepMs = 1000) {
  let asked = 0;
  return until(what, async () => {
    asked += 1;
    if (asked % 8 === 0) clock.pass(stepMs);
    return await ask();
  });
}

describe.each(messengers)('%s', messenger => {
  it('wants no message for an hour: none is lost or tried meanwhile, the panel says until when, then all come in order', async () => {
    const people = await Promise.all(['Анна', 'Борис', 'Вера'].map(firstName => talking(messenger, firstName)));
    // VK names no time for "flood control" of its own accord; 29 is its word for an hour.
    fails(messenger, messenger === 'telegram' ? { retryAfter: 3600 } : { errorCode: 29 });
    await Promise.all(people.map(person => person.says('раз')));
    await until('it was refused', async () => (await gauge(messenger)).includes('просит подождать до'));
    await Promise.all(people.map(person => person.says('два')));
    const [anna] = people;
    if (!anna) throw new Error('nobody is there');
    await until('it waits in the queue', async () => (await gauge(messenger)).includes('Ждут 6 сообщений'));
    const asked = calls(messenger);
    clock.pass(hour - 60_000);
    expect(await world.page(`/inbox/${world.conversation(messenger, anna)}`)).toMatch(/Уйдёт в \d\d:\d\d/);
    expect(calls(messenger)).toBe(asked);
    expect(await world.ready()).toMatchObject({ status: 200, body: { status: 'ready' } });
    world[messenger].heal();
    clock.pass(70_000);
    await Promise.all(people.map(person => person.receives(answerTo('два'))));
    for (const person of people) await expectTruth(world.conversation(messenger, person), person, ['/start', 'раз', 'два']);
    await until('the gauge is empty', async () => (await gauge(messenger)).includes('Ничего не ждёт'));
  });

  it('answers with 5xx and a page of HTML: everything comes once when it is well again, and the panel says why it waits', async () => {
    const anna = await talking(messenger, 'Анна');
    fails(messenger, 'html-502');
    await anna.says('раз');
    const conversation = world.conversation(messenger, anna);
    await timePasses('it was tried twice', async () => ((await deliveryOf(conversation))?.attempts ?? 0) >= 2);
    await anna.says('два');
    await until('it was taken', async () => (await history(conversation, { limit: 10 })).at(-1)?.text === answerTo('два'));
    expect(await world.page(`/inbox/${conversation}`)).toMatch(/Уйдёт в \d\d:\d\d, сбой на стороне мессенджера/);
    expect(textsTo(anna)).toEqual([answerTo('начало')]);
    world[messenger].heal();
    await timePasses('it is well', async () => textsTo(anna).includes(answerTo('два')));
    await expectTruth(conversation, anna, ['/start', 'раз', 'два']);
  });

  it('takes a message and its answer is lost: it comes once, and only where nobody can know the panel asks a person', async () => {
    const anna = await talking(messenger, 'Анна');
    const conversation = world.conversation(messenger, anna);
    fails(messenger, 'drop-after-accept', 1);
    await anna.says('раз');
    await anna.receives(answerTo('раз'));
    if (messenger === 'telegram') {
      await until('the doubt is known', async () => (await deliveryOf(conversation))?.state === 'unknown');
      expect(await world.page(`/inbox/${conversation}`)).toContain('Могло дойти: связь прервалась');
      expect(await gauge(messenger)).toContain('Не отправлено за сутки: 1');
    } else {
      await timePasses('it was asked again', async () => (await deliveryOf(conversation))?.state === 'sent');
      expect(await gauge(messenger)).toContain('За сутки всё отправлено');
    }
    await anna.says('два');
    await anna.receives(answerTo('два'));
    await settled(conversation);
    expect(textsTo(anna)).toEqual(['начало', 'раз', 'два'].map(answerTo));
  });

  it('revokes the token in the middle: nothing fails, the panel says so, and all goes on when a token works again', async () => {
    const anna = await talking(messenger, 'Анна');
    const boris = await talking(messenger, 'Борис');
    const refusal =
      messenger === 'telegram'
        ? { status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' } }
        : { errorCode: 5, errorMessage: 'User authorization failed: invalid access_token (4).' };
    await boris.says('раз');
    fails(messenger, refusal);
    if (messenger === 'telegram') world.telegram.fail({ method: 'getUpdates', times: Number.POSITIVE_INFINITY, with: refusal });
    await anna.says('раз');
    await anna.says('два');
    await until('the panel says it', async () => (await gauge(messenger)).includes('не принимает ключ'));
    await until('the page of messengers says it', async () => (await standing(messenger)).includes('Ключ не подходит'));
    expect(await world.ready()).toMatchObject({
      status: 200,
      body: { status: 'degraded', messengers: { [messenger]: { state: 'unauthorized' } } },
    });
    clock.pass(60_000);
    world[messenger].heal();
    // Nobody asks Telegram for updates more often while only a person can help.
    clock.pass(5 * 60_000);
    for (const [person, words] of [
      [anna, ['/start', 'раз', 'два']],
      [boris, ['/start', 'раз']],
    ] as const) {
      await timePasses('all have come', async () => textsTo(person).includes(answerTo(words.at(-1) ?? '')));
      await expectTruth(world.conversation(messenger, person), person, [...words]);
    }
    await timePasses(
      'the panel says that it works',
      async () => (await standing(messenger)).includes('Работает') && (await gauge(messenger)).includes('Ничего не ждёт'),
      30_000,
    );
  });
});
