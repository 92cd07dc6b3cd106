import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { funnelOf } from '../../src/analytics/index.ts';
import { getContact, listContacts } from '../../src/contacts/index.ts';
import { conversationsOf } from '../../src/conversations/index.ts';
import { dealsOf } from '../../src/deals/index.ts';
import type { Program } from '../../src/start.ts';
import { tasksOf } from '../../src/tasks/index.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../tools/stand-ins/index.ts';
import { createVisitor } from '../bots/web/visitor.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { samplePicture } from '../support/sample-files.ts';
import { startTestProgram } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const database = useDatabase();
const picture = samplePicture();
let telegram: TelegramStandIn;
let vk: VkStandIn;
let program: Program;
let folder: string;
let managers: string[];

const flow = `id: order
title: Заказ
language: ru
start: { default: true, commands: [start, order] }
steps:
  - id: hello
    say: "Здравствуйте!"
    image: hello.png
    typing: 1s
  - id: consent
    ask: consent
    kind: personal-data
    text: "Можно сохранить ваши ответы?"
    declined: { say: "Жаль.", next: end }
  - id: area
    ask: number
    text: "Сколько метров?"
    save: deal.area
  - id: lead
    do:
      - { deal: { pipeline: sales, stage: new, title: "Ремонт {{answers.area}} м²", amount: "answers.area * 9000" } }
      - { task: { title: "Позвонить", due: 30m, to: owner } }
      - { assign: round-robin }
      - { subscribe: news }
      - { webhook: { url: "https://127.0.0.1:1/hook" } }
  - say: "Ждите"
  - wait: 1s
  - do:
      - { stage: in-work }
  - say: "Ответим до {{promise.replyBy | date: 'HH:mm'}}. Сделка: {{deal.title}}"
  - end
`;

beforeAll(async () => {
  telegram = await startTelegramStandIn({ limits: false });
  vk = await startVkStandIn({ limits: false });
  folder = await mkdtemp(join(tmpdir(), 'kartoteka-effects-'));
  await cp('tests/inbox/flows/consents', join(folder, 'consents'), { recursive: true });
  await writeFile(join(folder, 'order.yaml'), flow);
  await writeFile(join(folder, 'hello.png'), picture);
  await mongoose.disconnect();
  program = await startTestProgram({
    uri: database.uri,
    telegram,
    vk,
    env: { FLOWS_DIR: folder, DEFAULT_TIMEZONE: whereItIsNoon() },
  });
  managers = [
    await addStaff({ email: 'm1@example.org', role: 'manager' }),
    await addStaff({ email: 'm2@example.org', role: 'manager' }),
  ];
});
afterAll(async () => {
  await program?.stop();
  await Promise.all([telegram?.stop(), vk?.stop()]);
  await mongoose.connect(database.uri);
  await rm(folder, { recursive: true, force: true });
});

/** A wait never ends at night. */
function whereItIsNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

describe.each(['telegram', 'vk'] as const)('what a flow does, in %s', messenger => {
  it('reaches the customer, the card, the deal, the task and the report', { timeout: 60_000 }, async () => {
    const anna = (messenger === 'telegram' ? telegram : vk).customer({ firstName: 'Анна', lastName: `Делова${messenger}` });
    await anna.start();
    const hello = await anna.receives('Здравствуйте!');
    expect(hello.files).toMatchObject([{ kind: 'photo', content: picture }]);
    await anna.receives(/Можно сохранить/);
    await anna.presses('Даю согласие');
    await anna.receives(/Сколько метров/);
    await anna.says('42');
    await anna.receives('Ждите');
    const last = await anna.receives(/^Ответим до \d\d:\d\d\. Сделка: Ремонт 42 м²/, { timeoutMs: 30_000 });
    expect(last).toBeDefined();

    const query = `Делова${messenger}`;
    const found = await until('the card', async () => (await listContacts({ query, page: 1, perPage: 5 })).contacts[0]);
    const { id } = found;
    await until('the deal is moved', async () => (await dealsOf(id))[0]?.stage === 'in-work');
    expect(await dealsOf(id)).toMatchObject([
      { title: 'Ремонт 42 м²', amount: 378_000, pipeline: 'sales', stage: 'in-work', fields: { area: 42 } },
    ]);
    expect(await tasksOf(id, { limit: 5 })).toMatchObject([{ title: 'Позвонить', for: { kind: 'owner' } }]);
    const card = await getContact(id);
    expect(managers).toContain(card?.owner);
    expect(card?.topics).toMatchObject({ news: { wanted: true } });
    const [conversation] = await conversationsOf(id);
    const calls = mongoose.connection.collection('webhookCalls');
    const call = await until('the call is given up', () => calls.findOne({ conversation: conversation?.id, state: 'failed' }));
    expect(call).toMatchObject({ contact: id, tries: [{ problem: 'insideAddress' }] });
  });
});

it('a file of a flow is shown in the site’s chat', async () => {
  const visitor = createVisitor(program.url);
  await visitor.write('Здравствуйте');
  const shown = await until('the picture', async () => {
    const { messages } = await visitor.history();
    return messages.find(({ text }) => text === 'Здравствуйте!');
  });
  const own = await visitor.request(`/${shown.files?.[0]?.url}`);
  expect(own.status).toBe(200);
  expect(Buffer.from(await own.arrayBuffer()).equals(picture)).toBe(true);
});

it('the funnel counts all of them', async () => {
  const day = 24 * 60 * 60 * 1000;
  const steps = await funnelOf({ flow: 'order', from: new Date(Date.now() - day), to: new Date(Date.now() + day) });
  expect(steps.find(({ step }) => step === 'consent')).toMatchObject({ seen: 3, answered: 2, left: 0, waiting: 1 });
  expect(steps.find(({ step }) => step === 'area')).toMatchObject({ seen: 2, answered: 2 });
});
