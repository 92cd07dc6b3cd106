import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { MenuCommand } from '../../../src/messages/index.ts';
import { samplePhoto } from '../../../tools/stand-ins/index.ts';
import type { ContractContext } from './contract-context.ts';

const menu: MenuCommand[] = [
  { name: 'start', description: { ru: 'Начать сначала', en: 'Start over' } },
  { name: 'operator', description: { ru: 'Позвать человека', en: 'Call a person' } },
];

/** What a person is led through when they connect it, and what it tells of people. */
export function settingUpContract(test: ContractContext): void {
  it('says of each thing that has to be right whether it is, always under the same names', async context => {
    const { inspect, arrange } = test.messenger;
    if (!inspect || !arrange) return context.skip();
    await test.begin();
    const before = await inspect();
    const names = before.map(({ name }) => name);
    expect(names[0]).toBe('token');
    expect(new Set(names).size).toBe(names.length);
    expect(before[0]).toMatchObject({ state: 'ok', found: expect.stringMatching(/./) });
    const arranged = await arrange(menu);
    expect(arranged.map(({ name }) => name)).toEqual(names);
    expect(arranged.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(await inspect()).toEqual(arranged);
  });

  it('goes on receiving after it was arranged, and loses nothing by it', async context => {
    const { arrange } = test.messenger;
    if (!arrange) return context.skip();
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await anna.says('before');
    await arrange(menu);
    await anna.says('after');
    expect(await test.intake.next('text')).toMatchObject({ content: { text: 'before' } });
    expect(await test.intake.next('text')).toMatchObject({ content: { text: 'after' } });
  });

  it('says that its token is wrong, and nothing of what it could not ask', async context => {
    const stranger = test.withWrongToken();
    if (!stranger.inspect || !test.messenger.inspect) return context.skip();
    const [token, ...others] = await stranger.inspect();
    expect(token).toMatchObject({ name: 'token', state: 'wrong' });
    expect(others.filter(({ state }) => state !== 'unknown')).toEqual([]);
    expect([token, ...others].map(check => check?.name)).toEqual((await test.messenger.inspect()).map(({ name }) => name));
  });

  it('shows people’s pictures', async context => {
    if (test.messenger.name === 'web') return context.skip();
    const anna = test.customer({ firstName: 'Анна', started: true, photo: samplePhoto });
    const profile = await test.messenger.profile(String(anna.id));
    const { stream } = await test.messenger.file(profile?.photo ?? '');
    expect((await buffer(stream)).equals(samplePhoto)).toBe(true);
  });

  it('knows nothing of the picture of who has none', async context => {
    if (test.messenger.name !== 'telegram') return context.skip();
    const ira = test.customer({ firstName: 'Ира', started: true });
    expect(await test.messenger.profile(String(ira.id))).not.toHaveProperty('photo');
  });
}
