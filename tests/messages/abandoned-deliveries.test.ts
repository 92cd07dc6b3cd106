import { expect, it } from 'vitest';
import {
  abandonedDeliveries,
  claimForSending,
  getMessage,
  openMessages,
  type Settlement,
  settleAbandoned,
  settleDelivery,
} from '../../src/messages/index.ts';
import { queue } from '../outbox/support.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const now = new Date();
const again: Settlement = { status: { state: 'queued', attempts: 1, reason: 'interrupted' }, now };

async function claimedMessage(chat: string) {
  const { id, conversation } = await queue({ chat, account: '7000' }, { at: now });
  await claimForSending(id, 'one');
  const [found] = (await abandonedDeliveries({ owner: 'one' })).filter(message => message.id === id);
  if (!found) throw new Error('It is not in hand');
  return { found, conversation };
}

it('what nobody has in hand any more goes back into the queue', async () => {
  const { found, conversation } = await claimedMessage('1');
  expect(await settleAbandoned(found, again)).toBe(true);
  expect(await openMessages(conversation)).toMatchObject([{ id: found.id, delivery: again.status }]);
});

it('what was sent while somebody took it for abandoned stays sent', async () => {
  const { found } = await claimedMessage('2');
  await settleDelivery(found, { status: { state: 'sent', attempts: 1 }, now });
  expect(await settleAbandoned(found, again)).toBe(false);
  expect((await getMessage(found.id))?.delivery?.state).toBe('sent');
});

it('what was tried, and is tried once more meanwhile, is left to whoever tries it', async () => {
  const { found } = await claimedMessage('3');
  await settleDelivery(found, { status: { state: 'queued', attempts: 1, reason: 'later' }, now });
  await claimForSending(found.id, 'one');
  expect(await settleAbandoned(found, again)).toBe(false);
  expect((await getMessage(found.id))?.delivery?.state).toBe('sending');
});
