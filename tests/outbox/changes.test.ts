import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type ChangeOutcome,
  claimChange,
  getMessage,
  isChanging,
  keepMessage,
  openMessages,
  queueChange,
  type SendOutcome,
  type StoredMessage,
  withdrawChanges,
} from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { type Process, queue, scriptMessenger, startProcess, stateOf } from './support.ts';

useDatabase();

let accounts = 12_000;
const newAccount = () => String(++accounts);

function start(...given: Parameters<typeof startProcess>): Process {
  const process = startProcess(...given);
  onTestFinished(() => process.outbox.stop());
  return process;
}

/** A messenger that changes as the test says, and notes in one list what it was asked for. */
function changingMessenger(account: string) {
  const messenger = scriptMessenger(account);
  const asked: string[] = [];
  const outcomes: ChangeOutcome[] = [];
  const next = (): ChangeOutcome => outcomes.shift() ?? { kind: 'done' };
  messenger.edit = async ({ chat }, id, { text }) => {
    asked.push(`${chat} edit ${id} ${text}`);
    return next();
  };
  messenger.remove = async ({ chat }, ids) => {
    asked.push(`${chat} remove ${ids.join(' ')}`);
    return next();
  };
  return { messenger, asked, outcomes };
}

const sentAt = (at: Date, id = 'x1') => ({ externalId: id, delivery: { state: 'sent' as const, attempts: 1, sentAt: at } });

const edit = (message: StoredMessage, text: string, at: Date, more = {}) =>
  queueChange(message, { what: 'edit', text, by: 'Ольга', key: `${text} ${at.getTime()}`, at, ...more });
const changeOf = async (message: StoredMessage) => (await getMessage(message.id))?.change;
const isOver = async (message: StoredMessage) => {
  const found = await getMessage(message.id);
  return found !== undefined && !isChanging(found);
};

describe('a change of what was sent', () => {
  it('goes by the pace of the account, before a mailing', async () => {
    const account = newAccount();
    const { messenger, asked } = changingMessenger(account);
    const order: string[] = [];
    messenger.answer = ({ address }) => {
      order.push(address.chat);
      return { kind: 'sent' };
    };
    const { clock, passes, during } = start(messenger, { pace: { perSecond: 1, chatBurst: 5 } });
    const at = clock.now();
    const news = await Promise.all(['1', '2'].map(chat => queue({ chat, account }, { at, priority: 'broadcast' })));
    const messages = await Promise.all(['3', '4', '5'].map(chat => queue({ chat, account }, { at, ...sentAt(at) })));
    for (const message of messages) await edit(message, 'новое', at);
    await during(2000, 500);
    expect(asked.length).toBeLessThanOrEqual(2);
    const isSent = async (message: StoredMessage) => (await stateOf(message))?.state === 'sent';
    await passes('all of it', async () => (await Promise.all(news.map(isSent))).every(Boolean), 500);
    expect([asked.length, order.toSorted()]).toEqual([3, ['1', '2']]);
  });

  it.each(['edit', 'remove'] as const)('lets the whole account wait when the messenger asks to (%s)', async what => {
    const account = newAccount();
    const { messenger, asked, outcomes } = changingMessenger(account);
    const { clock, passes, during } = start(messenger);
    const at = clock.now();
    const message = await queue({ chat: '1', account }, { at, ...sentAt(at) });
    const later = {
      kind: 'later',
      retryAt: new Date(at.getTime() + 60_000),
      reason: 'Too Many Requests: retry after 60',
    } as const;
    outcomes.push(later);
    await queueChange(message, { what, key: 'k', at, by: 'Ольга', ...(what === 'edit' && { text: 'новое' }) });
    await passes('the refusal', async () => (await changeOf(message))?.delivery.reason !== undefined);
    expect((await changeOf(message))?.delivery).toMatchObject({ state: 'queued', attempts: 0, retryAt: later.retryAt });
    const answer = await queue({ chat: '2', account }, { at });
    await during(50_000, 5000);
    expect([asked.length, messenger.heard]).toEqual([1, []]);
    await passes('both', async () => (await isOver(message)) && (await stateOf(answer))?.state === 'sent', 5000);
    expect(asked).toHaveLength(2);
  });

  it('is tried again after a while where the network failed, and holds up no message meanwhile', async () => {
    const account = newAccount();
    const { messenger, asked, outcomes } = changingMessenger(account);
    const { clock, passes } = start(messenger);
    const at = clock.now();
    const message = await queue({ chat: '1', account }, { at, ...sentAt(at) });
    // Enough of them for the answer to come before the last, however quickly the clock goes meanwhile.
    const failures = Array.from({ length: 5 }, () => ({ kind: 'retry', reason: 'no connection' }) as const);
    outcomes.push(...failures);
    await edit(message, 'новое', at);
    await passes('the second failure', async () => ((await changeOf(message))?.delivery.attempts ?? 0) >= 2);
    const answer = await queue({ chat: '1', account }, { at });
    await passes('the answer', async () => (await stateOf(answer))?.state === 'sent', 10);
    expect(asked.length).toBeLessThanOrEqual(failures.length);
    expect(await isOver(message)).toBe(false);
    await passes('the change', () => isOver(message), 1000);
    expect(asked).toHaveLength(failures.length + 1);
    expect(await getMessage(message.id)).toMatchObject({ text: 'новое', edits: [{ before: 'hello', by: 'Ольга' }] });
    expect(await openMessages(message.conversation)).toEqual([]);
  });

  it('is never made beside a message of its conversation that is just being sent', async () => {
    const account = newAccount();
    const { messenger, asked } = changingMessenger(account);
    let arrive: (outcome: SendOutcome) => void = () => {};
    messenger.answer = () => new Promise(resolve => (arrive = resolve));
    const { outbox, clock, passes, during } = start(messenger);
    const at = clock.now();
    const message = await queue({ chat: '1', account }, { at, ...sentAt(at) });
    await queue({ chat: '1', account, text: 'слово' }, { at });
    await passes('the message is on its way', () => messenger.heard.length === 1);
    await edit(message, 'новое', at);
    outbox.wake(message.conversation);
    await during(5000);
    expect(asked).toEqual([]);
    arrive({ kind: 'sent' });
    await passes('the change', () => isOver(message));
    expect(asked).toEqual(['1 edit x1 новое']);
  });

  it('gives its place to a newer one, and to no page and no mailing', async () => {
    const account = newAccount();
    const { messenger, asked } = changingMessenger(account);
    const { clock, passes } = start(messenger);
    const at = clock.now();
    const message = await queue({ chat: '1', account }, { at, ...sentAt(at) });
    await edit(message, 'раз', at);
    await edit(message, 'два', at);
    expect(await edit(message, 'рассылка', at, { priority: 'broadcast' })).toBe(false);
    expect(await queueChange(message, { what: 'page', text: 'страница', key: 'p', at })).toBe(false);
    await passes('the change', () => isOver(message));
    expect(asked).toEqual(['1 edit x1 два']);
  });

  it('that was asked for while another was on its way is made as well', async () => {
    const account = newAccount();
    const { messenger, asked } = changingMessenger(account);
    let arrive: (outcome: ChangeOutcome) => void = () => {};
    messenger.edit = (_to, id, { text }) => {
      asked.push(`${id} ${text}`);
      return new Promise(resolve => (arrive = resolve));
    };
    const { clock, passes } = start(messenger);
    const at = clock.now();
    const message = await queue({ chat: '1', account }, { at, ...sentAt(at) });
    await edit(message, 'раз', at);
    await passes('the first', () => asked.length === 1);
    await edit(message, 'два', at);
    arrive({ kind: 'done' });
    await passes('the second', () => asked.length === 2);
    expect(await getMessage(message.id)).toMatchObject({ text: 'раз', edits: [{ before: 'hello' }] });
    arrive({ kind: 'done' });
    await passes('all', () => isOver(message));
    expect(await getMessage(message.id)).toMatchObject({ text: 'два', edits: [{ before: 'hello' }, { before: 'раз' }] });
  });

  it('is shown as refused with the reason, and tells whoever lists the last words', async () => {
    const account = newAccount();
    const { messenger, outcomes } = changingMessenger(account);
    const told: string[] = [];
    const { clock, passes } = start(messenger, { onChanged: async ({ text }) => void told.push(text) });
    const at = clock.now();
    const message = await queue({ chat: '1', account }, { at, ...sentAt(at) });
    outcomes.push({ kind: 'refused', reason: "message can't be edited" });
    await edit(message, 'раз', at);
    await passes('the refusal', () => isOver(message));
    expect(await changeOf(message)).toMatchObject({
      text: 'раз',
      delivery: { state: 'failed', reason: "message can't be edited" },
    });
    expect(told).toEqual([]);
    await edit(message, 'два', at);
    await passes('the change', () => isOver(message));
    expect([told, await changeOf(message)]).toEqual([['hello'], undefined]);
  });

  it('is said in a message of its own where a page of buttons cannot be shown', async () => {
    const account = newAccount();
    const { messenger, outcomes } = changingMessenger(account);
    const { clock, passes } = start(messenger);
    const at = clock.now();
    const message = await queue({ chat: '1', account }, { at, ...sentAt(at) });
    outcomes.push({ kind: 'refused', reason: 'too old' });
    const buttons = [[{ label: 'Да', action: { kind: 'press' as const, data: 'd' } }]];
    await queueChange(message, { what: 'page', text: 'Выберите', buttons, orSay: 'Страница 2 из 2', key: 'p', at });
    await passes('the message', () => messenger.heard.length === 1);
    expect(messenger.messages).toMatchObject([{ text: 'Страница 2 из 2', buttons }]);
    expect(await getMessage(message.id)).toMatchObject({ text: 'hello' });
  });

  it('is left where it is when the account does not work, and refused where another account is connected', async () => {
    const account = newAccount();
    const { messenger, asked, outcomes } = changingMessenger(account);
    const { clock, passes, outbox } = start(messenger);
    const at = clock.now();
    const message = await queue({ chat: '1', account }, { at, ...sentAt(at) });
    const foreign = await queue({ chat: '1', account: `${account}0` }, { at, ...sentAt(at) });
    outcomes.push({ kind: 'account', reason: 'Unauthorized' });
    await edit(message, 'раз', at);
    await edit(foreign, 'раз', at);
    outbox.wake(foreign.conversation);
    await passes('the refusal of the account', async () => (await changeOf(message))?.delivery.reason === 'Unauthorized');
    expect((await changeOf(message))?.delivery).toMatchObject({ state: 'queued', attempts: 0 });
    await passes('another try', () => isOver(message), 30_000);
    expect(asked).toHaveLength(2);
    expect((await changeOf(foreign))?.delivery).toMatchObject({ state: 'failed', reason: 'otherAccount' });
  });

  it('can be withdrawn while it waits', async () => {
    const at = new Date();
    const message = await queue({ chat: '1', account: newAccount() }, { at, ...sentAt(at) });
    await edit(message, 'раз', at, { key: 'mine' });
    await withdrawChanges({ ids: [message.id], key: 'another', now: at });
    expect(await changeOf(message)).toBeDefined();
    await withdrawChanges({ ids: [message.id], key: 'mine', now: at });
    expect([await changeOf(message), await openMessages(message.conversation)]).toEqual([undefined, []]);
  });
});

describe('with several processes, a change', () => {
  async function startTwo() {
    const account = newAccount();
    const clock = new ManualClock();
    const owners = [`one-${account}`, `two-${account}`] as const;
    const [first, second] = [changingMessenger(account), changingMessenger(account)];
    const one = start(first.messenger, { owner: owners[0], clock, shared: true });
    const two = start(second.messenger, { owner: owners[1], clock, shared: true });
    for (const { outbox } of [one, two]) await outbox.look([...owners]);
    const message = await queue({ chat: '1', account }, { at: clock.now(), ...sentAt(clock.now()) });
    return { clock, first, second, one, two, message };
  }

  it('is made by the one that sends for the account, whichever of them was asked', async () => {
    const { clock, first, second, one, two, message } = await startTwo();
    await edit(message, 'новое', clock.now());
    two.outbox.wake(message.conversation);
    await two.during(1000, 200);
    await one.passes('the change', () => isOver(message));
    expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
  });

  it('that a killed process had in hand is made by another', async () => {
    const { clock, second, one, two, message } = await startTwo();
    await edit(message, 'новое', clock.now());
    const changing = await getMessage(message.id);
    if (!changing || !isChanging(changing)) throw new Error('nothing waits');
    expect(await claimChange(changing, one.owner)).toBe(true);
    await two.outbox.look([two.owner]);
    await two.passes('the change', () => isOver(message));
    expect(second.asked).toEqual(['1 edit x1 новое']);
    expect(await getMessage(message.id)).toMatchObject({ text: 'новое' });
  });
});

it('what was never sent has nothing to be changed', async () => {
  const at = new Date();
  const message = await queue({ chat: '1', account: newAccount() }, { at });
  await keepMessage(message);
  expect(await edit(message, 'раз', at)).toBe(false);
  await until('nothing came of it', async () => (await changeOf(message)) === undefined);
});
