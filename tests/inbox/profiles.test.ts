import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { changeContact, getContact, patchContact } from '../../src/contacts/index.ts';
import { getConversation } from '../../src/conversations/index.ts';
import { fileInfo } from '../../src/files/index.ts';
import type { Profile } from '../../src/messages/index.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { samplePicture } from '../support/sample-files.ts';
import { until } from '../support/until.ts';

useDatabase();

const week = 7 * 24 * 60 * 60 * 1000;
const clock = new ManualClock();
const asked: string[] = [];
let profile: Profile | undefined;
let trouble: Error | undefined;
let corridor: Corridor;
let person = '';

beforeAll(async () => {
  corridor = await startCorridor({
    clock,
    messenger: {
      async profile(id: string) {
        asked.push(id);
        if (trouble) throw trouble;
        return profile;
      },
      file: async () => ({ stream: Readable.from([samplePicture()]), mime: 'image/png' }),
    },
  });
});
afterAll(() => corridor?.stop());
beforeEach(() => {
  asked.length = 0;
  trouble = undefined;
  profile = { firstName: 'Анна', lastName: 'Примерова', city: 'Тверь', birthday: '05-12', photo: 'photo-1' };
  person = String(Math.floor(Math.random() * 1e9));
});

async function card() {
  const { contact } = (await getConversation(conversationOf(person))) ?? {};
  return (await getContact(contact ?? '')) ?? Promise.reject(new Error('no card'));
}
const toldOf = async () => (await card()).identities[0];
async function writes() {
  await corridor.says(person, 'Привет');
  const at = clock.now().getTime();
  await until('the messenger has been asked', async () => (await toldOf())?.profile?.at.getTime() === at);
}

it('puts what the messenger tells on the card, with the picture', async () => {
  await writes();
  const { name, city, birthday, identities } = await card();
  expect({ name, city, birthday }).toEqual({ name: 'Анна Примерова', city: 'Тверь', birthday: '--05-12' });
  const photo = identities[0]?.photo ?? '';
  expect(await fileInfo(photo)).toMatchObject({
    state: 'stored',
    mime: 'image/png',
    owner: { conversation: conversationOf(person) },
  });
});

it('asks again when they write after a week, and no sooner', async () => {
  await writes();
  await clock.advance(week - 1000);
  await corridor.says(person, 'Ещё');
  expect(asked).toHaveLength(1);
  const before = (await toldOf())?.photo ?? '';
  await clock.advance(2000);
  profile = { firstName: 'Анна', lastName: 'Иванова', city: 'Москва', photo: 'photo-2' };
  await writes();
  expect(asked).toHaveLength(2);
  expect(await card()).toMatchObject({ name: 'Анна Иванова', city: 'Москва', birthday: '--05-12' });
  expect((await toldOf())?.photo).not.toBe(before);
  await until('the old picture is gone', async () => (await fileInfo(before)) === undefined);
});

it('never overwrites what a person or a manager entered, nor fills what they emptied', async () => {
  await writes();
  const { id } = await card();
  const by = { kind: 'staff' as const, id: 'olga', name: 'Ольга' };
  await changeContact(id, { city: 'Клин', birthday: '' }, { by, now: clock.now() });
  await patchContact(id, { set: { name: 'Аннушка' } }, { key: 'flow:1', by: { kind: 'flow', flow: 'x' }, now: clock.now() });
  await clock.advance(week + 1000);
  profile = { firstName: 'Аня', lastName: 'Примерова', city: 'Москва', birthday: '1990-05-12' };
  await writes();
  const { name, firstName, city, birthday } = await card();
  expect({ name, firstName, city, birthday }).toEqual({ name: 'Аннушка', firstName: 'Аня', city: 'Клин', birthday: undefined });
});

it('answers although the messenger tells nothing, and does not ask at every message', async () => {
  trouble = new Error('no connection');
  await corridor.says(person, 'Привет');
  await corridor.says(person, 'Привет');
  await corridor.says(person, 'Привет');
  expect(asked).toHaveLength(1);
  trouble = undefined;
  await clock.advance(2 * 60 * 60 * 1000);
  profile = undefined;
  await writes();
  expect(asked).toHaveLength(2);
  expect((await toldOf())?.photo).toBeUndefined();
});
