import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listContacts } from '../../../src/contacts/index.ts';
import { conversationsOf, runsOf } from '../../../src/conversations/index.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Program } from '../../../src/start.ts';
import { answersManager } from '../../../tools/demo/customers/answers-manager.ts';
import { callsOperator } from '../../../tools/demo/customers/calls-operator.ts';
import type { Story } from '../../../tools/demo/customers/chat.ts';
import { givesFeedback } from '../../../tools/demo/customers/gives-feedback.ts';
import { leavesLead } from '../../../tools/demo/customers/leaves-lead.ts';
import { mistypesPhone } from '../../../tools/demo/customers/mistypes-phone.ts';
import { createCrowd } from '../../../tools/demo/live/crowd.ts';
import { createLiveChat } from '../../../tools/demo/live/live-chat.ts';
import { createRandom } from '../../../tools/demo/random.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { useDatabase } from '../../support/database.ts';
import { startTestProgram } from '../../support/start-test-program.ts';

/** Nobody in these tests thinks before they type. */
const impatient: Clock = { now: () => new Date(), sleep: async () => {} };

describe('a customer of the demo', () => {
  const database = useDatabase();
  let telegram: TelegramStandIn;
  let vk: VkStandIn;
  let program: Program;

  beforeAll(async () => {
    [telegram, vk] = await Promise.all([startTelegramStandIn(), startVkStandIn()]);
    program = await startTestProgram({ uri: database.uri, telegram, vk });
    // What was written before somebody listened, VK does not tell afterwards.
    await vk.journal.waitFor({ method: 'groups.getLongPollServer' }, { timeoutMs: 20_000 });
  });
  afterAll(async () => {
    await program.stop();
    // The program took the connection with it, and the database has to be dropped over one.
    await mongoose.connect(database.uri);
    await Promise.all([telegram.stop(), vk.stop()]);
  });

  it('goes through the lead questionnaire of the running program to its end', async () => {
    const { contact, person } = await live(1, leavesLead);
    const [run] = await runsOf(contact.id);
    expect(run).toMatchObject({ flow: 'lead', outcome: 'finished' });
    expect(contact).toMatchObject({ phones: [person.phone], consents: { 'personal-data': { given: true } } });
  });

  it('mistypes the phone, is told so, and gives it right', async () => {
    const { contact, person } = await live(2, mistypesPhone);
    expect(contact.phones).toEqual([person.phone]);
  });

  it('is handed over to people when asking for one', async () => {
    const { contact } = await live(3, callsOperator);
    await vi.waitFor(async () => expect(await conversationsOf(contact.id)).toMatchObject([{ mode: 'queue' }]));
  });

  it('gives feedback through the link of the foreman', async () => {
    const { contact } = await live(4, givesFeedback);
    expect((await runsOf(contact.id))[0]).toMatchObject({ flow: 'feedback', outcome: expect.stringMatching(/finished|handoff/) });
  });

  /** Lets the person with this number tell the story, and waits until the program knows all of it. */
  async function live(number: number, story: Story) {
    const accounts = { telegram: String(telegram.bot.id), vk: String(vk.group.id), web: 'site' };
    const somebody = createCrowd({ telegram, vk, accounts }).add(number, { started: false });
    if (!somebody) throw new Error(`Number ${number} writes in the site's chat.`);
    const { signal } = new AbortController();
    await story(
      createLiveChat({
        ...somebody,
        random: createRandom(story.name),
        clock: impatient,
        signal,
        patience: { first: 15_000, next: 1500 },
      }),
    );
    return vi.waitFor(async () => {
      const { contacts } = await listContacts({ page: 1, perPage: 50 });
      const contact = contacts.find(({ identities }) => identities.some(({ id }) => id === somebody.person.address.chat));
      if (!contact) throw new Error('There is no card yet.');
      return { contact, person: somebody.person };
    });
  }
});

describe('a manager', () => {
  it.each([
    ['Когда вам удобно?', /суббот|вечер|четверг|завтра/i],
    ['Смета вышла 240 тысяч', /сумм|плитк|подходит|дороговато/i],
    ['Спасибо за обращение', /спасибо|встречи|👍|взаимно/i],
    ['Мастер в пути', /спасибо|понятно|жду|отлично/i],
  ])('who writes "%s" hears something sensible', (words, sensible) => {
    expect(answersManager(words, createRandom(words))).toMatch(sensible);
  });
});
