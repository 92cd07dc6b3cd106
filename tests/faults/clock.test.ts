import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { history } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { movingClock } from '../support/moving-clock.ts';
import { until } from '../support/until.ts';
import { answerTo, expectTruth, messengers, openWorld, type World } from './support.ts';

const database = useDatabase();
const clock = movingClock();
const hour = 3_600_000;
let world: World;

/** Whether whatever is begun breaks off at once. */
let breaks = false;

beforeAll(async () => {
  const checkpoint = (point: string) => {
    if (breaks && point === 'conversation taken') throw new Error('the test breaks it off');
  };
  world = await openWorld({ uri: database.uri, clock, checkpoint });
});
afterAll(() => world?.close());

describe.each(messengers)('the clock jumps back by an hour while somebody writes in %s', messenger => {
  it('and everything is answered at once, in order, as if nothing had happened', async () => {
    const anna = world.customer(messenger, 'Анна');
    const words = ['/start'];
    await anna.start();
    await anna.receives(answerTo('начало'));
    for (const by of [-hour, 2 * hour, -2 * hour]) {
      for (const when of ['до', 'в тот же миг', 'после']) {
        if (when === 'в тот же миг') clock.jump(by);
        const word = `${when} ${by}`;
        words.push(word);
        await anna.says(word);
        if (when !== 'до') await anna.receives(answerTo(word));
      }
    }
    await expectTruth(world.conversation(messenger, anna), anna, words);
    const [, page = ''] = (await world.page(`/inbox/${world.conversation(messenger, anna)}`)).split('Начало диалога');
    const places = words.slice(1).map(word => page.indexOf(answerTo(word)));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(await world.ready()).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('and a message that is tried again does not wait for the hour that comes twice', async () => {
    const boris = world.customer(messenger, 'Борис');
    const conversation = world.conversation(messenger, boris);
    await boris.start();
    await boris.receives(answerTo('начало'));
    const method = messenger === 'telegram' ? 'sendMessage' : 'messages.send';
    world[messenger].fail({ method, chat: boris.id, with: 'html-502' });
    await boris.says('раз');
    await until('it is to be tried again', async () => (await history(conversation, { limit: 1 }))[0]?.delivery?.attempts === 1);
    clock.jump(-hour);
    await boris.receives(answerTo('раз'));
    await expectTruth(conversation, boris, ['/start', 'раз']);
  });

  it('and an update that was acknowledged and not handled yet does not wait for it either', async () => {
    const galya = world.customer(messenger, 'Галя');
    await galya.start();
    await galya.receives(answerTo('начало'));
    breaks = true;
    await galya.says('раз');
    const conversation = world.conversation(messenger, galya);
    await until('it was stored', () => mongoose.connection.collection('events').findOne({ conversation, open: true }));
    clock.jump(-hour);
    breaks = false;
    await galya.receives(answerTo('раз'));
    await expectTruth(conversation, galya, ['/start', 'раз']);
  });

  it('and a request of the messenger to wait is kept to, and not for an hour longer', async () => {
    const vera = world.customer(messenger, 'Вера');
    const conversation = world.conversation(messenger, vera);
    await vera.start();
    await vera.receives(answerTo('начало'));
    const method = messenger === 'telegram' ? 'sendMessage' : 'messages.send';
    world[messenger].fail({ method, chat: vera.id, with: messenger === 'telegram' ? { retryAfter: 2 } : { errorCode: 6 } });
    await vera.says('раз');
    await until('it was refused', async () => (await history(conversation, { limit: 1 }))[0]?.delivery?.reason !== undefined);
    clock.jump(-hour);
    await vera.receives(answerTo('раз'));
    await expectTruth(conversation, vera, ['/start', 'раз']);
  });
});
