import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Vk } from '../../../bots/vk/index.ts';
import type { Address, Button, Outgoing, OutgoingAttachment } from '../../../src/messages/index.ts';
import { samplePhoto, startVkStandIn, type VkCustomer, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { type ManualClock, manualClock } from '../../tools/stand-ins/manual-clock.ts';
import { makeVk } from './make-vk.ts';

let clock: ManualClock;
let standIn: VkStandIn;
let messenger: Vk;
let anna: VkCustomer;
let address: Address;

beforeEach(async () => {
  clock = manualClock();
  standIn = await startVkStandIn({ clock, limits: false });
  messenger = makeVk(standIn);
  anna = standIn.customer({ firstName: 'Анна', started: true });
  address = { messenger: 'vk', account: '226512345', chat: String(anna.id) };
});
afterEach(() => standIn.stop());

const photo: OutgoingAttachment = { kind: 'photo', id: 'p', name: 'a.jpg', mime: 'image/jpeg', size: samplePhoto.length };
const buttons = (label: string): Button[][] => [
  [{ label, action: { kind: 'press', data: 'd' } }],
  [{ label: 'Сайт', action: { kind: 'url', url: 'https://example.org' } }],
];

async function send(message: Outgoing): Promise<string> {
  const outcome = await messenger.send(address, message, 'k1');
  if (outcome.kind !== 'sent' || !outcome.externalId) throw new Error(JSON.stringify(outcome));
  return outcome.externalId;
}
const edit = (id: string, message: Outgoing) => messenger.edit?.(address, id, message);
const remove = (ids: string[]) => messenger.remove?.(address, ids);
const shown = () =>
  anna.messages.map(({ text, files, buttons }) => [text, files.length, buttons.flat().map(({ label }) => label)]);

describe('changing a message in VK', () => {
  it('gives it other words and keeps its files and its place', async () => {
    const id = await send({ text: 'Раз', attachments: [photo, photo], buttons: buttons('Да') });
    expect(await edit(id, { text: 'Два', buttons: buttons('Да') })).toEqual({ kind: 'done' });
    expect(shown()).toEqual([['Два', 2, ['Да', 'Сайт']]]);
    await edit(id, { text: 'Три' });
    expect(shown()).toEqual([['Три', 2, []]]);
    const place = await messenger.send(address, { text: 'Тут', location: { latitude: 1, longitude: 2 } }, 'k2');
    await edit(place.kind === 'sent' ? (place.externalId ?? '') : '', { text: 'Здесь' });
    expect(anna.messages[1]).toMatchObject({ text: 'Здесь', raw: { geo: { coordinates: { latitude: 1, longitude: 2 } } } });
  });

  it('exchanges the buttons and the files, or takes them away', async () => {
    const id = await send({ text: 'Раз', attachments: [photo], buttons: buttons('Да') });
    await edit(id, { text: 'Раз', buttons: buttons('Нет'), attachments: [photo, { ...photo, id: 'p2' }] });
    expect(shown()).toEqual([['Раз', 2, ['Нет', 'Сайт']]]);
    await edit(id, { text: 'Раз', attachments: [] });
    expect(shown()).toEqual([['Раз', 0, []]]);
  });

  it('is refused a day later, for what is gone, for what is theirs and for too many words', async () => {
    const id = await send({ text: 'Раз' });
    expect(await edit(id, { text: `${'слово '.repeat(800)}` })).toMatchObject({ kind: 'refused' });
    expect(await edit('99999', { text: 'Два' })).toMatchObject({ kind: 'refused', reason: expect.stringContaining('any more') });
    clock.advance(86_401_000);
    expect(await edit(id, { text: 'Два' })).toMatchObject({ kind: 'refused', reason: expect.stringContaining('too old') });
    expect(shown()).toEqual([['Раз', 0, []]]);
  });

  it('waits where VK asks to wait, and may be tried again where VK did not answer', async () => {
    const id = await send({ text: 'Раз' });
    standIn.fail({ method: 'messages.edit', with: { errorCode: 9 } });
    expect(await edit(id, { text: 'Два' })).toMatchObject({ kind: 'later', retryAt: expect.any(Date) });
    standIn.fail({ method: 'messages.edit', with: 'drop-before' });
    expect(await edit(id, { text: 'Два' })).toMatchObject({ kind: 'retry' });
    standIn.fail({ method: 'messages.edit', with: { errorCode: 5 } });
    expect(await edit(id, { text: 'Два' })).toMatchObject({ kind: 'account' });
    standIn.fail({ method: 'messages.edit', with: { errorCode: 15 } });
    expect(await edit(id, { text: 'Два' })).toMatchObject({ kind: 'refused' });
  });
});

describe('taking a message back in VK', () => {
  it('takes it from the customer too, all of its parts', async () => {
    const one = await send({ text: 'Раз' });
    const two = await messenger.send(address, { text: 'Два' }, 'k2');
    const ids = [one, two.kind === 'sent' ? (two.externalId ?? '') : ''];
    expect(await remove(ids)).toEqual({ kind: 'done' });
    expect(anna.messages.map(({ deleted }) => deleted)).toEqual([true, true]);
    expect(await remove(ids)).toEqual({ kind: 'done' });
  });

  it('is refused a day later', async () => {
    const id = await send({ text: 'Раз' });
    clock.advance(86_401_000);
    expect(await remove([id])).toMatchObject({ kind: 'refused', reason: expect.stringContaining("Can't delete") });
    expect(anna.messages[0]?.deleted).toBe(false);
  });
});
