import { afterEach, describe, expect, it } from 'vitest';
import { broadcastBook, editSent, getBroadcast, removeSent, sentChangeOf, testToSelf } from '../../src/broadcasts/index.ts';
import { type ChangeOutcome, getMessage } from '../../src/messages/index.ts';
import { MessageModel } from '../../src/messages/message-model.ts';
import { morning, startCourier, words } from '../deliveries/support.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { by, draftOf, meansAt, people, scriptMessenger, send, tickOf, timeZone } from './support.ts';

useDatabase();

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
});

/** A mailing that three people have, and a messenger that can change what it sent. */
async function sentMailing() {
  const clock = new ManualClock(morning.toISOString());
  const telegram = scriptMessenger('7000');
  telegram.answer = ({ address }) => ({ kind: 'sent', externalId: `x${address.chat}` });
  const edits: string[] = [];
  const removed: string[] = [];
  const answers: ChangeOutcome[] = [];
  telegram.edit = async ({ chat }, externalId, { text }) => {
    const answer = answers.shift() ?? { kind: 'done' as const };
    if (answer.kind === 'done') edits.push(`${chat} ${externalId} ${text}`);
    return answer;
  };
  telegram.remove = async (_address, externalIds) => {
    removed.push(...externalIds);
    return { kind: 'done' };
  };
  const tick = tickOf([telegram], clock);
  await people([
    ['1', { firstName: 'Анна' }],
    ['2', { firstName: 'Олег' }],
    ['3', { firstName: 'Ира' }],
  ]);
  const id = await draftOf(clock.now(), { content: words('{{contact.firstName}}, скдика!') });
  await send(id, tick, meansAt(clock.now(), ['telegram']));
  const courier = startCourier([telegram], { broadcast: broadcastBook }, { clock });
  ends.push(courier.stop);
  await courier.passes('all have it', async () => {
    await tick.work();
    return (await getBroadcast(id)).state === 'finished';
  });
  const finish = () =>
    courier.passes(
      'the change is done',
      async () => {
        await courier.outbox.sweep();
        await tick.work();
        return (await sentChangeOf(id))?.state === 'done';
      },
      1000,
    );
  return { id, clock, edits, removed, answers, finish };
}

describe('what a mailing has sent', () => {
  it('gets other words, each with their own name, and the history keeps the old ones', async () => {
    const { id, clock, edits, answers, finish } = await sentMailing();
    answers.push({ kind: 'done' }, { kind: 'refused', reason: 'message is too old' }, { kind: 'retry', reason: 'busy' });
    await editSent(id, words('{{contact.firstName}}, скидка!'), { by, name: 'Марина', now: clock.now() });
    await expect(editSent(id, words('Ещё'), { by, name: 'Марина', now: clock.now() })).rejects.toMatchObject({
      code: 'broadcasts.change_running',
    });
    await finish();
    expect(await sentChangeOf(id)).toMatchObject({
      ...{ what: 'edit', state: 'done', total: 3, done: 3, changed: 2, refused: 1 },
      reasons: [{ reason: 'message is too old', count: 1 }],
    });
    expect(edits).toHaveLength(2);
    const [chat, , ...text] = edits[0]?.split(' ') ?? [];
    const message = await MessageModel.findOne({ conversation: `telegram:7000:${chat}`, externalId: `x${chat}` }).lean();
    expect(message).toMatchObject({ text: text.join(' '), edits: [{ by: 'Марина' }] });
    expect((await getMessage(message?._id ?? ''))?.edits?.[0]?.before).toContain('скдика');
    expect((await getBroadcast(id)).content).toEqual(words('{{contact.firstName}}, скидка!'));
  });

  it('is taken back', async () => {
    const { id, clock, removed, finish } = await sentMailing();
    await removeSent(id, { by, name: 'Марина', now: clock.now() });
    await finish();
    expect(await sentChangeOf(id)).toMatchObject({ what: 'remove', state: 'done', changed: 3, refused: 0 });
    expect(removed.sort()).toEqual(['x1', 'x2', 'x3']);
  });

  it('is nothing before it was sent', async () => {
    const id = await draftOf(morning);
    await expect(removeSent(id, { by, name: 'Марина', now: morning })).rejects.toMatchObject({ code: 'broadcasts.nothing_sent' });
  });
});

describe('a test', () => {
  it('goes to the messenger of who asks, in the place of a contact, and into no history', async () => {
    const [contact = ''] = await people([['77', { firstName: 'Лев', name: 'Лев' }]]);
    const id = await draftOf(morning, { content: words('Здравствуйте, {{contact.firstName}}!') });
    const to = { staff: 'marina', conversation: 'telegram:7000:555' };
    expect(await testToSelf(id, to, { now: morning, timeZone, contact })).toBe(1);
    const queued = await MessageModel.find({ forStaff: 'marina' }).lean();
    expect(queued).toMatchObject([{ text: 'Здравствуйте, Лев!', contact: '', about: [contact], conversation: to.conversation }]);
    await expect(testToSelf(id, to, { now: morning, timeZone, contact: 'nobody' })).rejects.toMatchObject({
      code: 'broadcasts.no_contact',
    });
    await expect(
      testToSelf(await draftOf(morning, { content: words(''), advertising: false }), to, { now: morning, timeZone }),
    ).rejects.toMatchObject({
      code: 'broadcasts.nothing_to_say',
    });
  });
});
