import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts';
import { useDatabase } from '../support/database.ts';
import { movingClock } from '../support/moving-clock.ts';
import { until } from '../support/until.ts';
import { expectTruth, messengers, openWorld, type World } from './support.ts';

const database = useDatabase();
/** Each cut meets the driver in another moment: between two commands, in the middle of one, while it opens a connection. */
const cuts = 3;
const crowd = 8;

describe.each([
  { how: 'messengers push', push: true },
  { how: 'messengers are asked', push: false },
])('the database is gone for half a minute while $how', ({ push }) => {
  const clock = movingClock();
  // A database of its own, so that nobody waits for a duty of the world before.
  const own = database.uri.replace(database.name, `${database.name}-${push ? 'push' : 'poll'}`);
  let proxy: CuttingProxy;
  let world: World;

  beforeAll(async () => {
    proxy = await cuttingProxy(own);
    const address = new URL(own);
    address.port = String(proxy.port);
    address.searchParams.set('serverSelectionTimeoutMS', '500');
    address.searchParams.set('heartbeatFrequencyMS', '500');
    world = await openWorld({ uri: address.href, push, clock });
  });
  afterAll(async () => {
    proxy?.mend();
    await mongoose.connection.dropDatabase().catch(() => undefined);
    await world?.close();
    await proxy?.stop();
    await mongoose.disconnect();
    await mongoose.connect(database.uri);
  });

  it('everything said comes again and is answered once, in order, and the program says what is wrong', {
    timeout: 150_000,
  }, async () => {
    const people = messengers.flatMap(messenger =>
      Array.from({ length: crowd }, (_, i) => ({ messenger, person: world.customer(messenger, `Гость ${i}`) })),
    );
    const words = ['/start', ...Array.from({ length: cuts * 2 }, (_, n) => `слово ${n}`)];
    const heard = (count: number, some = people) =>
      until(`${count} answers each`, async () => some.every(({ person }) => person.messages.length >= count), 25_000);
    const say = (n: number, some = people) => Promise.all(some.map(({ person }) => person.says(words[n] ?? '')));
    // VK does not hold back what comes after a push that failed: who wants to be understood there waits for the answer.
    const patient = people.filter(({ messenger }) => push && messenger === 'vk');
    const hasty = people.filter(who => !patient.includes(who));
    await Promise.all(people.map(({ person }) => person.start()));
    await heard(1);

    for (let cut = 0; cut < cuts; cut++) {
      // Some of them are in the middle of the corridor.
      const before = say(cut * 2 + 1);
      if (cut > 0) await before;
      proxy.cut();
      await before;
      await say(cut * 2 + 2, hasty);
      if (cut === 0) await expectToldOf();
      clock.pass(30_000);
      if (push) await expectRefusals();
      proxy.mend();
      await heard(cut * 2 + 2);
      await say(cut * 2 + 2, patient);
      await heard(cut * 2 + 3);
    }

    for (const { messenger, person } of people) await expectTruth(world.conversation(messenger, person), person, words);
    const mended = new Date();
    clock.pass(5000);
    // What was cut off in the middle is taken for dead after a minute.
    await until(
      'the jobs go on',
      () => mongoose.connection.collection('agendaJobs').findOne({ name: 'flows.due', lastFinishedAt: { $gt: mended } }),
      90_000,
    );
    await until('it is ready again', async () => (await world.ready()).status === 200);
    expect(await world.page('/messengers/sending')).toContain('Ничего не ждёт');
  });

  async function expectToldOf() {
    expect(await world.ready()).toMatchObject({ status: 503, body: { database: 'gone' } });
    const page = await world.owner.get('/inbox');
    expect(page.status).toBe(503);
    expect(page.page).toContain('База данных сейчас не отвечает');
    expect(page.headers.get('retry-after')).toBe('10');
  }

  const pushes = () => messengers.flatMap(messenger => world[messenger].journal.entries({ kind: 'push' }));
  const answered = (by: number) => pushes().filter(({ status }) => status === by).length;

  /** What is pushed now is not acknowledged, however often it comes. */
  async function expectRefusals() {
    const refused = answered(503);
    // What was stored in the last moment is acknowledged a little later.
    await until('the first is refused', async () => answered(503) > refused + 1);
    const acknowledged = answered(200);
    await until('more are refused', async () => answered(503) >= refused + crowd);
    expect(answered(200)).toBe(acknowledged);
  }
});
