import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Vk } from '../../../bots/vk/index.ts';
import type { OutgoingAttachment, Parcel, SendOutcome } from '../../../src/messages/index.ts';
import { samplePhoto, startVkStandIn, type VkCustomer, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { type ManualClock, manualClock } from '../../tools/stand-ins/manual-clock.ts';
import { makeVk } from './make-vk.ts';

let clock: ManualClock;
let standIn: VkStandIn;
let messenger: Vk;
let people: VkCustomer[];

beforeEach(async () => {
  clock = manualClock();
  standIn = await startVkStandIn({ clock });
  messenger = makeVk(standIn);
  people = Array.from({ length: 25 }, (_, i) => standIn.customer({ firstName: `Анна ${i}`, started: true }));
});
afterEach(() => standIn.stop());

const photo: OutgoingAttachment = { kind: 'photo', id: 'p', name: 'a.jpg', mime: 'image/jpeg', size: samplePhoto.length };
const parcel = ({ id }: { id: number }, text: string, more: Partial<Parcel> = {}): Parcel => ({
  address: { messenger: 'vk', account: '226512345', chat: String(id) },
  message: { text },
  key: `d-${id}`,
  ...more,
});
const sendMany = async (parcels: Parcel[]): Promise<SendOutcome[]> => (await messenger.sendMany?.(parcels)) ?? [];
const methods = () => standIn.journal.entries({ kind: 'call' }).map(({ method }) => method);
const textsOf = (customer: VkCustomer | undefined) => customer?.messages.map(({ text }) => text);

describe('a mailing through VK', () => {
  it('that says the same to all goes to them by one call, and names a number for each', async () => {
    const outcomes = await sendMany(people.map(person => parcel(person, 'Скидка', { campaign: 'm1' })));
    expect(methods()).toEqual(['messages.send']);
    expect(new Set(outcomes.map(outcome => outcome.kind === 'sent' && outcome.externalId)).size).toBe(25);
    expect(people.map(textsOf)).toEqual(Array(25).fill(['Скидка']));
  });

  it('that says something else to each goes by one call as well', async () => {
    const nasty = '"}) ];\n\\ \u2028 👋 API.users.get({})';
    const outcomes = await sendMany(people.map((person, i) => parcel(person, `${i} ${nasty}`)));
    expect(methods()).toEqual(['execute']);
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(people.map(textsOf)).toEqual(people.map((_, i) => [`${i} ${nasty}`]));
  });

  it('keeps those who say the same together beside those who do not', async () => {
    const parcels = people.slice(0, 6).map((person, i) => parcel(person, i < 4 ? 'Всем' : `Лично ${i}`, { campaign: 'm1' }));
    expect((await sendMany(parcels)).map(({ kind }) => kind)).toEqual(Array(6).fill('sent'));
    expect(methods()).toEqual(['execute']);
    const code = String(standIn.journal.entries({ method: 'execute' })[0]?.params.code);
    expect(code.match(/API\.messages\.send/g)).toHaveLength(3);
    expect(people.slice(0, 6).map(textsOf)).toEqual([...Array(4).fill(['Всем']), ['Лично 4'], ['Лично 5']]);
  });

  it('tells of each who cannot be reached, whichever way it went', async () => {
    const [anna, blocked, shut, gone] = people;
    await blocked?.blocks();
    shut?.isClosedBy('private');
    gone?.deletesAccount();
    const some = [anna, blocked, shut, gone].filter(person => person !== undefined);
    const expected = [{ kind: 'sent' }, { reason: 'denied' }, { reason: 'denied' }, { reason: 'deleted' }];
    expect(await sendMany(some.map(person => parcel(person, 'Всем', { campaign: 'm1' })))).toMatchObject(expected);
    expect(await sendMany(some.map((person, i) => parcel(person, `Лично ${i}`)))).toMatchObject(expected);
  });

  it('sends nobody twice when it is repeated, in whole, in part, in other company or alone', async () => {
    const parcels = people.map((person, i) => parcel(person, i < 15 ? 'Всем' : `Лично ${i}`, { campaign: 'm1' }));
    standIn.fail({ method: 'execute', with: 'drop-after-accept' });
    expect((await sendMany(parcels)).map(({ kind }) => kind)).toEqual(Array(25).fill('retry'));
    await sendMany(parcels);
    await sendMany(parcels.slice(3, 7));
    await sendMany([...parcels.slice(10, 20), parcel(people[0] ?? { id: 0 }, 'Другое', { key: 'other' })]);
    for (const one of parcels.slice(20)) await sendMany([one]);
    expect(people.map(({ messages }) => messages.length)).toEqual([2, ...Array(24).fill(1)]);
  });

  it('keeps apart what says the same without being one mailing, so that each may be repeated by itself', async () => {
    const [anna, boris] = people;
    if (!anna || !boris) throw new Error('nobody');
    await sendMany([parcel(anna, 'Ваш заказ готов'), parcel(boris, 'Ваш заказ готов')]);
    expect(methods()).toEqual(['execute']);
    await messenger.send(parcel(anna, '').address, { text: 'Ваш заказ готов' }, `d-${anna.id}`);
    expect([textsOf(anna), textsOf(boris)]).toEqual([['Ваш заказ готов'], ['Ваш заказ готов']]);
  });

  it('sends one person two messages of one mailing if they are named as two', async () => {
    const [anna] = people;
    if (!anna) throw new Error('nobody');
    await sendMany([parcel(anna, 'Раз', { campaign: 'm1#0' }), parcel(anna, 'Раз', { campaign: 'm1#1', key: 'd2' })]);
    expect(textsOf(anna)).toEqual(['Раз', 'Раз']);
  });

  it.each([
    [6, 'later'],
    [9, 'later'],
    [29, 'later'],
    [14, 'later'],
    [10, 'retry'],
    [5, 'account'],
  ])('refused as a whole with %i is %s for everybody in it', async (errorCode, kind) => {
    standIn.fail({ method: 'execute', with: { errorCode } });
    const outcomes = await sendMany(people.slice(0, 3).map((person, i) => parcel(person, `${i}`)));
    expect(outcomes.map(outcome => outcome.kind)).toEqual([kind, kind, kind]);
    expect(people[0]?.messages).toEqual([]);
  });

  it('goes on by single calls when VK does not understand the script', async () => {
    standIn.fail({ method: 'execute', with: { errorCode: 13 } });
    const outcomes = await sendMany(people.slice(0, 3).map((person, i) => parcel(person, `${i}`)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
    expect(methods()).toEqual(['execute', 'messages.send', 'messages.send', 'messages.send']);
  });

  it('tells in its order which of the calls inside one failed', async () => {
    const [anna, boris, vera] = people;
    if (!anna || !boris || !vera) throw new Error('nobody');
    standIn.fail({ method: 'messages.send', chat: anna.id, with: { errorCode: 9 } });
    standIn.fail({ method: 'messages.send', chat: vera.id, with: { errorCode: 914 } });
    const outcomes = await sendMany([parcel(anna, '1'), parcel(boris, '2'), parcel(vera, '3')]);
    expect(outcomes).toMatchObject([{ kind: 'later' }, { kind: 'sent' }, { kind: 'broken' }]);
  });

  it('makes as many calls as long texts need', async () => {
    const text = 'ж'.repeat(4096);
    expect(
      (await sendMany(people.map((person, i) => parcel(person, `${i}${text}`.slice(0, 4096))))).map(({ kind }) => kind),
    ).toEqual(Array(25).fill('sent'));
    expect(methods()).toEqual(['execute', 'execute']);
  });
});

describe('a file sent through VK', () => {
  const withPhoto = (file: OutgoingAttachment): Partial<Parcel> => ({
    campaign: 'm1',
    message: { text: 'Смотрите', attachments: [file] },
  });

  it('is uploaded once for all of a mailing, and its name is told to be used again', async () => {
    const outcomes = await sendMany(people.map(person => parcel(person, '', withPhoto(photo))));
    expect(methods().filter(method => method === 'upload.photo')).toHaveLength(1);
    const [first] = outcomes;
    expect(first).toMatchObject({
      uploads: [{ file: 'p', ref: expect.stringMatching(/^photo-226512345_\d+_\w+$/) }],
    });
    const ref = first?.kind === 'sent' ? first.uploads?.[0]?.ref : undefined;
    standIn.journal.clear();
    const again = await sendMany([
      parcel({ id: people[0]?.id ?? 0 }, '', { ...withPhoto({ ...photo, ...(ref && { ref }) }), campaign: 'm2' }),
    ]);
    expect(again).toEqual([{ kind: 'sent', externalId: expect.any(String) }]);
    expect(methods()).toEqual(['messages.send']);
    expect(people[0]?.messages[1]?.files).toMatchObject([{ kind: 'photo' }]);
  });

  it('is uploaded afresh when VK does not know its name any more, by one call more for all', async () => {
    const stale = { ...photo, ref: 'photo-226512345_1_old' };
    const outcomes = await sendMany(people.map(person => parcel(person, '', withPhoto(stale))));
    expect(methods()).toEqual([
      'messages.send',
      'photos.getMessagesUploadServer',
      'upload.photo',
      'photos.saveMessagesPhoto',
      'messages.send',
    ]);
    expect(outcomes[24]).toMatchObject({ kind: 'sent', uploads: [{ file: 'p', ref: expect.not.stringContaining('_1_old') }] });
    expect(people.every(({ messages }) => messages[0]?.files.length === 1)).toBe(true);
  });

  it('that VK takes from nobody makes that message broken, and no other', async () => {
    const song: OutgoingAttachment = { kind: 'audio', id: 's', name: 'song.mp3', mime: 'audio/mpeg', size: samplePhoto.length };
    const [anna, boris] = people;
    if (!anna || !boris) throw new Error('nobody');
    const outcomes = await sendMany([parcel(anna, '', { message: { text: 'x', attachments: [song] } }), parcel(boris, 'y')]);
    expect(outcomes).toMatchObject([
      { kind: 'broken', reason: expect.stringContaining('does not take this file') },
      { kind: 'sent' },
    ]);
  });

  it('goes with up to ten of any kind in one message', async () => {
    const kinds = ['photo', 'video', 'document', 'photo', 'audio', 'photo', 'photo', 'photo', 'photo', 'photo'] as const;
    const attachments = kinds.map((kind, i) => ({
      ...photo,
      kind,
      id: `f${i}`,
      name: `f${i}.${kind === 'photo' ? 'jpg' : 'bin'}`,
    }));
    const [anna] = people;
    const parcels = [parcel({ id: anna?.id ?? 0 }, '', { message: { text: 'Всё', attachments } })];
    // Ten uploads are twenty calls, all that VK takes in a second.
    expect(await sendMany(parcels)).toMatchObject([{ kind: 'later' }]);
    clock.advance(1000);
    expect(await sendMany(parcels)).toMatchObject([{ kind: 'sent', uploads: { length: 10 } }]);
    expect(methods().filter(method => method.startsWith('upload.'))).toHaveLength(10);
    expect(anna?.messages.map(({ text, files }) => [text, files.length])).toEqual([['Всё', 10]]);
  });
});

describe('a place sent through VK', () => {
  it('is a place, with its name as the words', async () => {
    const [anna] = people;
    const location = { latitude: 55.75, longitude: 37.61, title: 'Шоурум' };
    await sendMany([parcel({ id: anna?.id ?? 0 }, '', { message: { text: 'Ждём', location } })]);
    expect(anna?.messages[0]).toMatchObject({
      text: 'Ждём\nШоурум',
      raw: { geo: { coordinates: { latitude: 55.75, longitude: 37.61 } } },
    });
  });
});
