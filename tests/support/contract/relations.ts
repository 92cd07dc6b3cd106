import { expect, it } from 'vitest';
import type { Incoming, IncomingAttachment } from '../../../src/messages/index.ts';
import { samplePhoto } from '../../../tools/stand-ins/index.ts';
import type { ContractContext } from './contract-context.ts';

/** What a message tells of others: what it answers, whose it was, which album it belongs to. */
export function relationsContract(test: ContractContext): void {
  it('tells which message of ours is answered', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    const outcome = await test.send(anna, { text: 'Удобно в субботу в 12:00?' });
    const { id } = await anna.receives('Удобно');
    await anna.replies('Да, удобно', id);
    const answer = await test.intake.next('text');
    expect(answer.content.text).toBe('Да, удобно');
    expect(answer.quoted).toMatchObject([{ relation: 'reply', text: 'Удобно в субботу в 12:00?', at: expect.any(Date) }]);
    expect(outcome.kind === 'sent' && outcome.externalId).toBe(answer.quoted?.[0]?.externalId);
  });

  it('tells which message of theirs is answered, by the id under which it came', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    const id = await anna.says('Сколько стоит?');
    const asked = await test.intake.next('text');
    await anna.replies('И за сколько дней?', id);
    const { quoted } = await test.intake.next('text');
    expect(quoted).toMatchObject([{ relation: 'reply', externalId: asked.externalId, text: 'Сколько стоит?' }]);
  });

  it('hands over what somebody else wrote as theirs', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await anna.passesOn({ from: 'Пётр Иванов', text: 'Возьмите дубовый' });
    const { content, forwarded } = await test.intake.next('text');
    expect(content.text).toBe('Возьмите дубовый');
    expect(forwarded).toEqual({ from: expect.stringMatching(/./), at: expect.any(Date) });
  });

  it('hands over somebody else’s photo with its words', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await anna.passesOn({ from: 'Пётр Иванов', text: 'Вот такой', photo: samplePhoto });
    const { content, forwarded } = await test.intake.next('media');
    expect(content).toMatchObject({ attachments: [{ kind: 'photo' }], caption: 'Вот такой' });
    expect(forwarded).toBeDefined();
  });

  it('hands over all files of an album, held together, with its words once', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await anna.sendsAlbum([samplePhoto, samplePhoto, samplePhoto], 'До и после');
    const parts: (Incoming & { content: { kind: 'media'; attachments: IncomingAttachment[]; caption?: string } })[] = [];
    const files = () => parts.flatMap(({ content }) => content.attachments);
    while (files().length < 3) parts.push(await test.intake.next('media'));
    expect(files().map(({ kind }) => kind)).toEqual(['photo', 'photo', 'photo']);
    expect(parts.flatMap(({ content }) => content.caption ?? [])).toEqual(['До и после']);
    if (parts.length > 1) {
      expect(parts[0]?.album).toMatch(/./);
      expect(new Set(parts.map(({ album }) => album)).size).toBe(1);
    }
  });

  it('knows the name of a place', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await anna.sendsLocation({ latitude: 55.75, longitude: 37.61, title: 'Студия' });
    expect((await test.intake.next('location')).content).toEqual({
      kind: 'location',
      latitude: 55.75,
      longitude: 37.61,
      title: 'Студия',
    });
  });
}
