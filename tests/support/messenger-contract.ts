import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Button, fitMessage, type Messenger, type SendOutcome } from '../../src/messages/index.ts';
import type { Customer, CustomerOptions } from '../../tools/stand-ins/index.ts';
import { sampleDocument, samplePhoto } from '../../tools/stand-ins/index.ts';
import { anyMessage } from './any-message.ts';
import { changingContract } from './contract/changing.ts';
import { photo, price } from './contract/contract-files.ts';
import { relationsContract } from './contract/relations.ts';
import { sendingContract } from './contract/sending.ts';
import { settingUpContract } from './contract/setting-up.ts';
import { type TestIntake, testIntake } from './test-intake.ts';

export { openContractFile } from './contract/contract-files.ts';

/** The other side of a messenger, as a contract test needs it. */
export interface ContractWorld {
  messenger: Messenger;
  /** The same account with a token that is none. */
  withWrongToken(): Messenger;
  customer(options: CustomerOptions): Customer;
  /** How the next message to this chat goes wrong. `tooFast`: the messenger asks to slow down. `lostAnswer`: it arrives, but nobody says so. */
  spoil(chat: string, how: 'tooFast' | 'lostAnswer' | 'serverError'): void;
  /** What the messenger was asked so far; grows with every call. */
  calls(): number;
  /** How many pauses are under way. */
  sleeping(): number;
  stop(): Promise<void>;
}

/** What every messenger does, in the same words. What one of them cannot do at all is asked of its capabilities. */
export function messengerContract(name: string, startWorld: () => Promise<ContractWorld>): void {
  describe(`${name}, as every messenger,`, () => {
    let world: ContractWorld;
    let messenger: Messenger;
    let intake: TestIntake;
    let key = 0;

    beforeEach(async () => {
      world = await startWorld();
      messenger = world.messenger;
      intake = testIntake();
    });
    afterEach(async () => {
      await messenger.stop();
      await world.stop();
    });

    async function begin(): Promise<void> {
      await messenger.start(intake);
      expect(messenger.state).toMatchObject({ state: 'ready', name: expect.stringMatching(/./) });
    }
    const addressOf = ({ id }: Customer) => ({ messenger: messenger.name, account: messenger.account, chat: String(id) });
    const send = (to: Customer, message: Parameters<Messenger['send']>[1]): Promise<SendOutcome> =>
      messenger.send(addressOf(to), message, `delivery-${++key}`);

    it('carries a text both ways', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна', lastName: 'Ковалёва' });
      await anna.says('Здравствуйте 👋\nвторая строка');
      const incoming = await intake.next('text');
      expect(incoming).toMatchObject({
        address: addressOf(anna),
        from: { id: String(anna.id) },
        externalId: expect.stringMatching(/^\d+$/),
        content: { text: 'Здравствуйте 👋\nвторая строка' },
      });
      expect(Math.abs(incoming.at.getTime() - Date.now())).toBeLessThan(60_000);

      const outcome = await send(anna, { text: 'Добрый <b>день</b> & *всем* 👋' });
      expect(outcome).toEqual({ kind: 'sent', externalId: expect.stringMatching(/^\d+$/) });
      expect((await anna.receives('Добрый')).text).toBe('Добрый <b>день</b> & *всем* 👋');
    });

    it('gives every update one key and reads it again as the same', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна', started: true });
      await anna.says('one');
      await anna.says('two');
      await intake.next('text');
      await intake.next('text');
      expect(new Set(intake.keys).size).toBe(2);
      for (const { key, raw, incoming } of intake.updates) {
        expect(key.startsWith(`${messenger.name}:${messenger.account}:`)).toBe(true);
        expect(messenger.parse(JSON.parse(JSON.stringify(raw)))).toEqual(incoming);
      }
      expect(orderOf('one')).toBeLessThan(orderOf('two'));
    });

    it('brings an update that could not be stored once more, under the same key', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна', started: true });
      intake.fail(1);
      await anna.says('hello');
      expect(await intake.next('text')).toMatchObject({ content: { text: 'hello' } });
      expect(intake.keys.length).toBeGreaterThan(1);
      expect(new Set(intake.keys).size).toBe(1);
    });

    it('goes on after a pause with what came meanwhile', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна', started: true });
      await anna.says('before');
      await intake.next('text');
      await messenger.stop();
      await anna.says('meanwhile');
      await messenger.start(intake);
      expect(await intake.next('text')).toMatchObject({ content: { text: 'meanwhile' } });
      expect(intake.updates).toHaveLength(2);
    });

    it('tells of a start and what its link carried', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна' });
      await anna.start('src-ads_c-42');
      expect(await intake.next('start')).toMatchObject({ link: 'src-ads_c-42' });
      await anna.start();
      expect(await intake.next('start')).not.toHaveProperty('link');
    });

    it('shows buttons and tells which was pressed', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна', started: true });
      const buttons: Button[][] = [
        [
          { label: 'Да, подходит', action: { kind: 'press', data: 'r7:budget:o1' } },
          { label: 'Нет', action: { kind: 'press', data: 'r7:budget:o2' } },
        ],
        [{ label: 'Сайт', action: { kind: 'url', url: 'https://example.org/' } }],
      ];
      expect(await send(anna, { text: 'Подходит?', buttons })).toMatchObject({ kind: 'sent' });
      const shown = (await anna.receives('Подходит?')).buttons.flat().map(({ label, kind }) => `${kind} ${label}`);
      expect(shown).toHaveLength(3);
      expect(shown).toContain('url Сайт');
      await anna.presses('Нет');
      const { content, from } = await intake.next('press');
      expect(from.id).toBe(String(anna.id));
      expect(content).toMatchObject({ data: 'r7:budget:o2', label: 'Нет' });
      if (content.acknowledge) {
        await messenger.acknowledge?.(addressOf(anna), content.acknowledge, 'Принято');
        expect(await anna.isAnswered()).toMatchObject({ text: 'Принято' });
      }
    });

    it('shows as many buttons as it promises, with labels and data of full length', async () => {
      const { inline, keyboard } = messenger.capabilities.buttons;
      const { total, perRow } = keyboard ?? inline;
      const anna = world.customer({ firstName: 'Анна', started: true });
      const label = (i: number) => `${i} `.padEnd(messenger.capabilities.buttons.labelLength, 'ж');
      const all: Button[] = Array.from({ length: total }, (_, i) => ({
        label: label(i),
        action: { kind: 'press', data: `${i}:`.padEnd(64, 'x') },
      }));
      const rows = Array.from({ length: Math.ceil(total / perRow) }, (_, i) => all.slice(i * perRow, (i + 1) * perRow));
      expect(await send(anna, { text: 'Выберите', buttons: rows })).toMatchObject({ kind: 'sent' });
      expect((await anna.receives('Выберите')).buttons.flat()).toHaveLength(total);
    });

    it('sends a text of full length', async () => {
      const anna = world.customer({ firstName: 'Анна', started: true });
      const text = 'ж'.repeat(messenger.capabilities.textLength);
      expect(await send(anna, { text })).toMatchObject({ kind: 'sent' });
      expect((await anna.receives('ж')).text).toBe(text);
    });

    it('takes every message that was fitted to what it promises', async () => {
      const anna = world.customer({ firstName: 'Анна', started: true });
      await fc.assert(
        fc.asyncProperty(anyMessage, async message => {
          for (const part of fitMessage(message, messenger.capabilities)) {
            const before = anna.messages.length;
            expect(await send(anna, part)).toMatchObject({ kind: 'sent' });
            // A messenger may need two messages for one part, cut at any space: the words of many links come in one of their own.
            const said = anna.messages.slice(before);
            const text = unspaced(said.map(message => message.text).join(''));
            const shown = said.flatMap(({ buttons }) => buttons.flat()).map(({ label }) => label);
            for (const { label, action } of part.buttons?.flat() ?? []) {
              if (action.kind === 'press') expect(shown).toContain(label);
              if (action.kind === 'url') expect(shown.includes(label) || text.includes(unspaced(`${label}:`))).toBe(true);
            }
          }
        }),
        { numRuns: 15, interruptAfterTimeLimit: 10_000 },
      );
    });

    it('takes only the sender’s own card for their own phone', async context => {
      if (!messenger.capabilities.buttons.sharePhone) return context.skip();
      await begin();
      const anna = world.customer({ firstName: 'Анна', started: true, phone: '79991234567' });
      await send(anna, { text: 'Ваш телефон?', buttons: [[{ label: 'Поделиться', action: { kind: 'sharePhone' } }]] });
      await anna.receives('Ваш телефон?');
      await anna.presses('Поделиться');
      expect(await intake.next('contact')).toMatchObject({ content: { phone: '79991234567', own: true } });
      await anna.sharesContactOf({ firstName: 'Пётр', phone: '+79990000002', id: anna.id + 1 });
      expect(await intake.next('contact')).toMatchObject({ content: { phone: '+79990000002', name: 'Пётр', own: false } });
      await anna.sharesContactOf({ firstName: 'Пётр', phone: '+79990000002' });
      expect(await intake.next('contact')).toMatchObject({ content: { own: false } });
    });

    it('takes away a keyboard also when the next question has buttons', async context => {
      if (!messenger.capabilities.buttons.sharePhone) return context.skip();
      const anna = world.customer({ firstName: 'Анна', started: true });
      await send(anna, { text: 'Ваш телефон?', buttons: [[{ label: 'Поделиться', action: { kind: 'sharePhone' } }]] });
      expect(anna.keyboard).not.toEqual([]);
      const buttons: Button[][] = [[{ label: 'Да', action: { kind: 'press', data: 'yes' } }]];
      expect(await send(anna, { text: 'Всё верно?', buttons, removeKeyboard: true })).toMatchObject({ kind: 'sent' });
      expect(anna.keyboard).toEqual([]);
      const visible = anna.messages.filter(({ deleted }) => !deleted).map(({ text }) => text);
      expect(visible).toEqual(['Ваш телефон?', 'Всё верно?']);
    });

    it('hands over a photo and a document as they were sent', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна' });
      await anna.sendsPhoto(samplePhoto, 'Вот вид');
      const { content } = await intake.next('media');
      expect(content).toMatchObject({ attachments: [{ kind: 'photo' }], caption: 'Вот вид' });
      await expectFile(content.attachments[0]?.ref, samplePhoto);

      await anna.sendsDocument({ content: sampleDocument, name: 'ТЗ на сайт.pdf' });
      const { content: document } = await intake.next('media');
      expect(document.attachments).toMatchObject([{ kind: 'document', name: 'ТЗ на сайт.pdf', size: sampleDocument.length }]);
      await expectFile(document.attachments[0]?.ref, sampleDocument);
    });

    it('hands over a voice note as one', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна' });
      await anna.sendsVoice();
      const { content } = await intake.next('media');
      expect(content.attachments).toMatchObject([{ kind: 'voice', duration: 7 }]);
      const { stream } = await messenger.file(content.attachments[0]?.ref ?? '');
      expect((await buffer(stream)).length).toBeGreaterThan(0);
    });

    it('knows stickers and places', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна' });
      await anna.sendsSticker();
      expect(await intake.next('media')).toMatchObject({ content: { attachments: [{ kind: 'sticker' }] } });
      await anna.sendsLocation({ latitude: 55.75, longitude: 37.61 });
      expect(await intake.next('location')).toMatchObject({ content: { latitude: 55.75, longitude: 37.61 } });
    });

    it('sends a photo and a document with their words, name and buttons', async () => {
      const anna = world.customer({ firstName: 'Анна', started: true });
      const buttons: Button[][] = [[{ label: 'Беру', action: { kind: 'press', data: 'take' } }]];
      expect(await send(anna, { text: 'Вид из окна', attachments: [photo], buttons })).toMatchObject({ kind: 'sent' });
      const shown = await anna.receives('Вид из окна');
      expect(shown.files).toMatchObject([{ kind: 'photo', content: samplePhoto }]);
      expect(shown.buttons.flat()).toMatchObject([{ label: 'Беру' }]);
      expect(await send(anna, { text: '', attachments: [price] })).toMatchObject({ kind: 'sent' });
      const [file] = (await anna.receives(({ files }) => files[0]?.kind !== 'photo' && files.length > 0)).files;
      expect(file?.content.equals(sampleDocument)).toBe(true);
      expect(file?.name).toMatch(/^Прайс .весна.*\.pdf$/);
    });

    it('says that a file of ours which is gone will never arrive, and that one which broke off may', async () => {
      const anna = world.customer({ firstName: 'Анна', started: true });
      expect(await send(anna, { text: 'x', attachments: [{ ...photo, id: 'gone' }] })).toMatchObject({ kind: 'broken' });
      expect(await send(anna, { text: 'x', attachments: [{ ...photo, id: 'breaks' }] })).toMatchObject({ kind: 'retry' });
      expect(anna.messages).toEqual([]);
    });

    it('says that a file of theirs which it does not know is gone', async () => {
      await expect(messenger.file('nothing-like-a-reference')).rejects.toMatchObject({ code: 'file.gone' });
    });

    it('tells that a person stopped us and allowed us again, and cannot write to them in between', async () => {
      await begin();
      const anna = world.customer({ firstName: 'Анна', started: true });
      await anna.blocks();
      expect(await intake.next('reachability')).toMatchObject({ content: { reachable: false } });
      expect(await send(anna, { text: 'x' })).toMatchObject({ kind: 'blocked' });
      await anna.unblocks();
      expect(await intake.next('reachability')).toMatchObject({ content: { reachable: true } });
      expect(await send(anna, { text: 'x' })).toMatchObject({ kind: 'sent' });
    });

    it('cannot write to who never wrote and to who is gone', async () => {
      const stranger = world.customer({ firstName: 'Ира' });
      expect(await send(stranger, { text: 'x' })).toMatchObject({ kind: 'blocked' });
      const gone = world.customer({ firstName: 'Олег', started: true });
      gone.deletesAccount();
      expect(await send(gone, { text: 'x' })).toEqual({ kind: 'blocked', reason: 'deleted' });
    });

    it('asks the whole account to wait when the messenger asks to slow down', async () => {
      const anna = world.customer({ firstName: 'Анна', started: true });
      world.spoil(String(anna.id), 'tooFast');
      const before = Date.now();
      const outcome = await send(anna, { text: 'x' });
      expect(outcome).toMatchObject({ kind: 'later', retryAt: expect.any(Date) });
      expect(outcome.kind === 'later' && outcome.retryAt.getTime()).toBeGreaterThan(before);
      expect(anna.messages).toEqual([]);
      expect(await send(anna, { text: 'x' })).toMatchObject({ kind: 'sent' });
    });

    it('lets a message be tried again after a clear fault of the server', async () => {
      const anna = world.customer({ firstName: 'Анна', started: true });
      world.spoil(String(anna.id), 'serverError');
      expect(await send(anna, { text: 'x' })).toMatchObject({ kind: 'retry' });
      expect(anna.messages).toEqual([]);
    });

    it('does not let a message whose answer was lost arrive twice', async () => {
      const anna = world.customer({ firstName: 'Анна', started: true });
      world.spoil(String(anna.id), 'lostAnswer');
      const attempt = () => messenger.send(addressOf(anna), { text: 'once' }, 'delivery-lost');
      const outcome = await attempt();
      expect(outcome.kind).toBe(messenger.capabilities.idempotent ? 'retry' : 'unknown');
      if (outcome.kind === 'retry') expect(await attempt()).toMatchObject({ kind: 'sent' });
      expect(anna.messages.map(({ text }) => text)).toEqual(['once']);
    });

    it('tells who somebody is', async () => {
      const anna = world.customer({ firstName: 'Анна', lastName: 'Ковалёва', started: true });
      expect(await messenger.profile(String(anna.id))).toMatchObject({ firstName: 'Анна', lastName: 'Ковалёва' });
      expect(await messenger.profile('1')).toBeUndefined();
    });

    it('knows that its token is wrong, says so, and does not knock on', async () => {
      const stranger = world.withWrongToken();
      await stranger.start(intake);
      expect(stranger.state).toMatchObject({ state: 'unauthorized', problem: expect.stringMatching(/token/) });
      const calls = world.calls();
      const anna = world.customer({ firstName: 'Анна', started: true });
      expect(await stranger.send(addressOf(anna), { text: 'x' }, 'k')).toMatchObject({ kind: 'account' });
      expect(world.calls()).toBe(calls + 1);
      await stranger.stop();
      expect(world.sleeping()).toBe(0);
    });

    it('leaves nothing running behind when it stops', async () => {
      const timers = () => process.getActiveResourcesInfo().filter(resource => resource === 'Timeout').length;
      const before = timers();
      await begin();
      await messenger.stop();
      const calls = world.calls();
      expect(world.sleeping()).toBe(0);
      await vi.waitFor(() => expect(timers()).toBeLessThanOrEqual(before));
      expect(world.calls()).toBe(calls);
    });

    const context = {
      get messenger() {
        return messenger;
      },
      get intake() {
        return intake;
      },
      customer: (options: CustomerOptions) => world.customer(options),
      withWrongToken: () => world.withWrongToken(),
      begin,
      addressOf,
      send,
    };
    relationsContract(context);
    sendingContract(context);
    changingContract(context);
    settingUpContract(context);

    /** Where a text stands among the updates, which may come in another order than they were written in. */
    function orderOf(text: string): number {
      const found = intake.updates.find(({ incoming }) => incoming?.content.kind === 'text' && incoming.content.text === text);
      return found?.order ?? Number.NaN;
    }

    async function expectFile(ref: string | undefined, content: Buffer): Promise<void> {
      const { stream, size } = await messenger.file(ref ?? '');
      expect((await buffer(stream)).equals(content)).toBe(true);
      expect(size).toBe(content.length);
    }
  });
}

const unspaced = (text: string): string => text.replace(/\s/g, '');
