import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Vk } from '../../../bots/vk/index.ts';
import type { Problem } from '../../../src/messages/index.ts';
import { startVkStandIn, type VkCustomer, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { type TestIntake, testIntake } from '../../support/test-intake.ts';
import { makeVk } from './make-vk.ts';

let standIn: VkStandIn;
let messenger: Vk;
let intake: TestIntake;
let anna: VkCustomer;
let lines: string[];

beforeEach(async () => {
  standIn = await startVkStandIn({ limits: false });
  lines = [];
  messenger = makeVk(standIn, { log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }) });
  intake = testIntake();
  anna = standIn.customer({ firstName: 'Анна', started: true });
  await messenger.start(intake);
});
afterEach(async () => {
  await messenger.stop();
  await standIn.stop();
});

const address = () => ({ messenger: 'vk' as const, account: '226512345', chat: String(anna.id) });

describe('what VK tells of its community', () => {
  it('is an operator’s answer when a person gave it, and neither our own messages nor a greeting', async () => {
    await messenger.send(address(), { text: 'Ваш бюджет?' }, 'k1');
    await messenger.sendMany?.([
      { address: address(), message: { text: 'Раз' }, key: 'k2' },
      { address: address(), message: { text: 'Два' }, key: 'k3' },
    ]);
    await standIn.greets(anna.id, 'Здравствуйте!');
    const id = await standIn.operatorReplies(anna.id, 'Это Мария, уже считаю', 418_618_500);
    expect(await intake.next('operator')).toMatchObject({
      address: address(),
      from: { id: String(anna.id) },
      externalId: String(id),
      content: { operator: '418618500', text: 'Это Мария, уже считаю' },
    });
    expect(intake.updates.filter(({ incoming }) => incoming).length).toBe(1);
  });

  it('is not stored where it is only our own words coming back', async () => {
    await messenger.send(address(), { text: 'Ваш бюджет?' }, 'k1');
    await anna.says('100 000');
    await intake.next('text');
    expect(intake.updates).toHaveLength(1);
  });

  it('is not an operator’s answer when another process of ours sent it', async () => {
    const other = makeVk(standIn);
    await other.send(address(), { text: 'Скидка' }, 'k9');
    await anna.says('Спасибо');
    await intake.next('text');
    expect(intake.updates).toHaveLength(1);
  });

  it('is that a message was changed, by the customer or by somebody of ours, and not that we did it', async () => {
    const sent = await messenger.send(address(), { text: 'Ваш бюджет?' }, 'k1');
    const id = sent.kind === 'sent' ? (sent.externalId ?? '') : '';
    expect(await messenger.edit?.(address(), id, { text: 'Каков ваш бюджет?' })).toEqual({ kind: 'done' });
    const message = { id: 71, conversation_message_id: 7, date: 1790000000, update_time: 1790000060, peer_id: anna.id };
    const photo = { type: 'photo', photo: { sizes: [{ url: 'https://example.org/p', width: 10, height: 10 }] } };
    const theirs = { ...message, out: 0, from_id: anna.id, text: 'Сто тысяч', attachments: [photo] };
    standIn.push({ type: 'message_edit', object: theirs });
    expect(await intake.next('edit')).toMatchObject({
      address: address(),
      from: { id: String(anna.id) },
      at: new Date(1790000060_000),
      content: { externalId: '71', text: 'Сто тысяч', attachments: [{ kind: 'photo' }] },
    });
    const ours = { ...message, id: 72, out: 1, from_id: -226512345, text: 'Будет в 16:00' };
    standIn.push({ type: 'message_edit', object: { ...ours, text: 'Нашими руками' } });
    standIn.push({ type: 'message_edit', object: { ...ours, admin_author_id: 418_618_500 } });
    expect(await intake.next('edit')).toMatchObject({
      from: { id: String(anna.id) },
      content: { externalId: '72', text: 'Будет в 16:00', operator: true },
    });
    expect(intake.updates).toHaveLength(2);
  });

  it('is that somebody joined or left', async () => {
    await anna.joins();
    expect(await intake.next('membership')).toMatchObject({ from: { id: String(anna.id) }, content: { joined: true } });
    await anna.leaves();
    expect(await intake.next('membership')).toMatchObject({ content: { joined: false } });
  });
});

describe('a message of which VK tells only a part', () => {
  it('is stored whole', async () => {
    await anna.sendsTooManyPhotos(8);
    expect((await intake.next('media')).content.attachments).toHaveLength(8);
    expect(JSON.stringify(intake.updates[0]?.raw)).toContain('"is_cropped":false');
  });

  it('keeps what only the event knew', async () => {
    const whole = { id: 3101, date: 1790000000, from_id: anna.id, peer_id: anna.id, text: 'Всё', out: 0 };
    const message = { ...whole, text: 'Вс', is_cropped: true, ref: 'src-ads', ref_source: 'landing' };
    standIn.fail({ method: 'messages.getById', with: { status: 200, body: { response: { count: 1, items: [whole] } } } });
    standIn.push({ type: 'message_new', object: { message } });
    expect(await intake.next('text')).toMatchObject({ content: { text: 'Всё' }, link: 'src-ads', linkSource: 'landing' });
  });

  it('is stored in part when VK does not give the whole', async () => {
    standIn.fail({ method: 'messages.getById', with: { errorCode: 10 } });
    await anna.sendsTooManyPhotos(8);
    expect((await intake.next('media')).content.attachments).toHaveLength(1);
    expect(lines.join()).toContain('only in part');
  });
});

describe('a problem in VK', () => {
  it('is noted when it begins, once, and again when it comes back', async () => {
    await messenger.stop();
    const notes: Problem[] = [];
    messenger = makeVk(standIn, { note: problem => void notes.push(problem) });
    const heal = standIn.fail({ method: 'groups.getById', times: Number.POSITIVE_INFINITY, with: { errorCode: 10 } });
    await messenger.start(intake);
    expect(messenger.state).toMatchObject({ state: 'failing' });
    await vi.waitFor(() => expect(standIn.journal.entries({ method: 'groups.getById' }).length).toBeGreaterThan(4));
    expect(notes).toEqual([{ code: 'refused', values: { said: expect.stringContaining('Internal server error') } }]);
    heal();
    await vi.waitFor(() => expect(messenger.state.state).toBe('ready'));
    standIn.revokeToken();
    standIn.longPoll.expireKey();
    await vi.waitFor(() => expect(notes).toHaveLength(2));
    expect(notes[1]).toEqual({ code: 'token' });
  });
});

describe('a profile in VK', () => {
  it('has what VK tells, and no picture where VK shows the one for everybody', async () => {
    const boris = standIn.customer({
      firstName: 'Борис',
      started: true,
      username: 'boris_k',
      bdate: '5.11',
      city: { id: 1, title: 'Москва' },
      photo: Buffer.from('a picture'),
    });
    const profile = await messenger.profile(String(boris.id));
    expect(profile).toEqual({
      firstName: 'Борис',
      username: 'boris_k',
      birthday: '11-05',
      city: 'Москва',
      photo: expect.stringMatching(/^http/),
    });
    const { stream } = await messenger.file(profile?.photo ?? '');
    expect((await stream.toArray()).join('')).toBe('a picture');
    expect(await messenger.profile(String(anna.id))).not.toHaveProperty('photo');
  });
});
