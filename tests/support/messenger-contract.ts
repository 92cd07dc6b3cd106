import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Button, fitMessage, type Messenger, type SendOutcome } from '../../src/messages/index.ts';
import type { Customer, CustomerOptions } from '../../tools/stand-ins/index.ts';
import { sampleDocument, samplePhoto, sampleVideo } from '../../tools/stand-ins/index.ts';
import { buttonsContract } from './contract/buttons.ts';
import { changingContract } from './contract/changing.ts';
import type { Spoiling } from './contract/contract-context.ts';
import { film, photo, price } from './contract/contract-files.ts';
import { refusalsContract } from './contract/refusals.ts';
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
  /** How the next message to this chat goes wrong. */
  spoil(chat: string, how: Spoiling): void;
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

    it('shows a video as one, or takes it as a document where its capabilities say so', async () => {
      const anna = world.customer({ firstName: 'Анна', started: true });
      const [part] = fitMessage({ text: 'Обзор', attachments: [film] }, messenger.capabilities);
      const kind = messenger.capabilities.onlyAsDocuments?.includes('video') ? 'document' : 'video';
      expect(part?.attachments).toMatchObject([{ kind }]);
      expect(await send(anna, part ?? { text: '' })).toMatchObject({ kind: 'sent' });
      expect((await anna.receives('Обзор')).files).toMatchObject([{ kind, content: sampleVideo }]);
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

    it('tells who somebody is', async () => {
      const anna = world.customer({ firstName: 'Анна', lastName: 'Ковалёва', started: true });
      expect(await messenger.profile(String(anna.id))).toMatchObject({ firstName: 'Анна', lastName: 'Ковалёва' });
      expect(await messenger.profile('1')).toBeUndefined();
    });

    it('knows that its token is wrong, says so, and does not knock on', async () => {
      const stranger = world.withWrongToken();
      await stranger.start(intake);
      expect(stranger.state).toEqual({ state: 'unauthorized', problem: { code: 'token' } });
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
      spoil: (chat: string, how: Spoiling) => world.spoil(chat, how),
      withWrongToken: () => world.withWrongToken(),
      begin,
      addressOf,
      send,
    };
    buttonsContract(context);
    relationsContract(context);
    sendingContract(context);
    changingContract(context);
    refusalsContract(context);
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
