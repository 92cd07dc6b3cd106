import { expect, it } from 'vitest';
import { type Button, fitMessage, type OutgoingAttachment } from '../../../src/messages/index.ts';
import type { Received } from '../../../tools/stand-ins/index.ts';
import type { ContractContext } from './contract-context.ts';
import { contentOf, film, note, photo, price, second, song } from './contract-files.ts';

/** What the customer's app shows above a message: the one that it answers. */
const answered = ({ raw }: Received): unknown => raw.reply_to_message ?? raw.reply_message;

/** What goes out besides texts: albums, places, files of each kind, and each of them uploaded once. */
export function sendingContract(test: ContractContext): void {
  it.each([
    ['video', film],
    ['voice note', note],
    ['piece of music', song],
  ])('sends a %s with its bytes', async (_what, attachment) => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    expect(await test.send(anna, { text: '', attachments: [attachment] })).toMatchObject({ kind: 'sent' });
    const { files } = await anna.receives(({ files }) => files.length > 0);
    expect(files[0]?.content.equals(contentOf(attachment))).toBe(true);
  });

  it('sends several photos as one album, says its words once and names every message', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    const outcome = await test.send(anna, { text: 'До и после', attachments: [photo, second] });
    expect(outcome).toMatchObject({ kind: 'sent', externalId: expect.stringMatching(/./) });
    expect(anna.messages.flatMap(({ files }) => files.map(({ kind }) => kind))).toEqual(['photo', 'photo']);
    expect(anna.messages.map(({ text }) => text).filter(Boolean)).toEqual(['До и после']);
    const ids = outcome.kind === 'sent' ? (outcome.externalIds ?? [outcome.externalId]) : [];
    expect(ids).toHaveLength(anna.messages.length);
  });

  it('has the buttons of an album where they can be pressed, after it', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    const buttons: Button[][] = [[{ label: 'Беру', action: { kind: 'press', data: 'take' } }]];
    expect(await test.send(anna, { text: 'Какой?', attachments: [photo, second], buttons })).toMatchObject({ kind: 'sent' });
    expect(anna.messages.flatMap(({ files }) => files)).toHaveLength(2);
    expect(anna.messages.at(-1)?.text).toBe('Какой?');
    await anna.presses('Беру');
    expect(await test.intake.next('press')).toMatchObject({ content: { data: 'take' } });
  });

  it('sends files of any kinds that were fitted to it, all of them and in their order', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    const attachments = [photo, film, price, song, second];
    for (const part of fitMessage({ text: 'Всё сразу', attachments }, test.messenger.capabilities)) {
      expect(await test.send(anna, part)).toMatchObject({ kind: 'sent' });
    }
    const shown = anna.messages.flatMap(({ files }) => files.map(({ content }) => content));
    expect(shown.map(content => content.length)).toEqual(attachments.map(({ size }) => size));
    expect(anna.messages.map(({ text }) => text).filter(Boolean)).toEqual(['Всё сразу']);
  });

  it('answers a message of theirs, which is shown with the first of what is sent', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await anna.says('Сколько стоит?');
    const { externalId = '' } = await test.intake.next('text');
    const replyTo = { externalId };
    expect(await test.send(anna, { text: 'От 90 000 ₽', replyTo })).toMatchObject({ kind: 'sent' });
    expect(answered(await anna.receives('90 000'))).toMatchObject({ text: 'Сколько стоит?' });
    const album = { text: 'До и после', attachments: [photo, second], replyTo };
    expect(await test.send(anna, album)).toMatchObject({ kind: 'sent' });
    expect(answered(await anna.receives('До и после'))).toMatchObject({ text: 'Сколько стоит?' });
  });

  it('sends an answer also when what it answers is gone, once', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    for (const externalId of ['999999', 'unreadable'])
      expect(await test.send(anna, { text: externalId, replyTo: { externalId } })).toMatchObject({ kind: 'sent' });
    expect(anna.messages.map(({ text }) => text)).toEqual(['999999', 'unreadable']);
    expect(anna.messages.map(answered)).toEqual([undefined, undefined]);
  });

  it('does not send an album of which one file is gone', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    const gone: OutgoingAttachment = { ...second, id: 'gone' };
    expect(await test.send(anna, { text: 'x', attachments: [photo, gone] })).toMatchObject({ kind: 'broken' });
    expect(await test.send(anna, { text: 'x', attachments: [photo, { ...second, id: 'breaks' }] })).toMatchObject({
      kind: 'retry',
    });
    expect(anna.messages).toEqual([]);
  });

  it('uploads a file once: by what the messenger calls it, it goes again without being opened', async context => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    const outcome = await test.send(anna, { text: 'Раз', attachments: [photo] });
    const uploads = outcome.kind === 'sent' ? outcome.uploads : undefined;
    // A messenger that takes our files as they are has nothing to call them.
    if (!uploads && test.messenger.name === 'web') return context.skip();
    expect(uploads).toEqual([{ file: 'photo', ref: expect.stringMatching(/./) }]);
    const again: OutgoingAttachment = { ...photo, id: 'gone', ref: uploads?.[0]?.ref ?? '' };
    expect(await test.send(anna, { text: 'Два', attachments: [again] })).toMatchObject({ kind: 'sent' });
    const { files } = await anna.receives('Два');
    expect(files[0]?.content.equals(contentOf(photo))).toBe(true);
  });

  it('uploads only what it does not know of an album', async context => {
    if (test.messenger.name === 'web') return context.skip();
    const anna = test.customer({ firstName: 'Анна', started: true });
    const first = await test.send(anna, { text: '', attachments: [photo] });
    const ref = first.kind === 'sent' ? (first.uploads?.[0]?.ref ?? '') : '';
    const outcome = await test.send(anna, { text: 'x', attachments: [{ ...photo, ref }, second] });
    expect(outcome).toMatchObject({ kind: 'sent', uploads: [{ file: 'second' }] });
  });

  it('sends a place, with its name and its words', async context => {
    if (!test.messenger.capabilities.location) return context.skip();
    const anna = test.customer({ firstName: 'Анна', started: true });
    const location = { latitude: 55.7512, longitude: 37.6184 };
    expect(await test.send(anna, { text: '', location })).toMatchObject({ kind: 'sent' });
    expect(shown()).toContain('55.7512');
    expect(await test.send(anna, { text: 'Ждём вас', location: { ...location, title: 'Студия' } })).toMatchObject({
      kind: 'sent',
    });
    expect(anna.messages.map(({ text }) => text).join()).toContain('Ждём вас');
    expect(shown()).toContain('Студия');

    function shown(): string {
      return JSON.stringify(anna.messages.map(({ raw }) => raw));
    }
  });
}
