import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { getConversation, runsOf } from '../../src/conversations/index.ts';
import { flowStates } from '../../src/flows/index.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const olga = { id: 'olga', name: 'Ольга' };
let corridor: Corridor;
const others: Corridor[] = [];

const head = 'id: visit\ntitle: Запись\nstart: { default: true, commands: [start] }\nagain: restart\n';
const older = `${head}steps:
  - { id: name, ask: text, text: "Как вас зовут?" }
  - id: service
    ask: choice
    text: "Что нужно?"
    options: [{ value: cut, label: "Стрижка" }, { value: dye, label: "Окраска" }]
  - { id: when, ask: text, text: "Когда удобно?" }
  - { id: wish, ask: text, text: "Пожелания?" }
  - { say: "Спасибо, {{answers.name}}!" }
`;

beforeAll(async () => {
  corridor = await startCorridor();
});
afterAll(() => corridor.stop());
beforeEach(async () => {
  for (const name of [
    'flows',
    'flowRevisions',
    'flowDrafts',
    'flowMoves',
    'flowMoveRows',
    'conversations',
    'messages',
    'runs',
    'contacts',
  ])
    await mongoose.connection.collection(name).deleteMany({});
  await publish(older);
});
afterEach(() => Promise.all(others.splice(0).map(other => other.stop())));

async function publish(yaml: string): Promise<string> {
  await corridor.put('visit.yaml', yaml);
  await corridor.flows.rereadFiles(new Date());
  expect((await flowStates())[0]?.problems).toEqual([]);
  return running();
}

const running = () => corridor.flows.library.byId('visit')?.revision ?? '';

/** Anna stands at the name, Boris at the service, Vera at the time. */
async function begin() {
  for (const person of ['anna', 'boris', 'vera']) await corridor.does(person, { kind: 'start' });
  await corridor.says('boris', 'Борис');
  await corridor.says('vera', 'Вера');
  await corridor.presses('vera', 'Стрижка');
  return running();
}

const move = (from: string, targets = {}) =>
  corridor.authoring.beginMove({ flow: 'visit', from, to: running(), targets, by: olga });
const progress = async () => (await corridor.authoring.movesOf('visit'))[0];
const heardSince = async (person: string, before: string[]) => (await corridor.heard(person)).slice(before.length);

it('people in the middle finish on the revision that they began with', async () => {
  const from = await begin();
  await publish(older.replace('Когда удобно?', 'В какой день?').replace('Спасибо', 'Благодарим'));
  await corridor.says('vera', 'завтра');
  await corridor.says('vera', 'нет');
  expect((await corridor.heard('vera')).at(-1)).toBe('Спасибо, Вера!');
  await corridor.does('dina', { kind: 'start' });
  expect((await getConversation(conversationOf('dina')))?.position?.revision).not.toBe(from);
  expect(await corridor.authoring.revisionsOf('visit')).toMatchObject([{ people: 1 }, { people: 2, revision: from }]);
});

it('who stands on a step that is still there is moved without a word, and the buttons already shown go on working', async () => {
  const from = await begin();
  const before = await corridor.heard('boris');
  await publish(
    older
      .replace('Когда удобно?', 'В какой день?')
      .replace('- { id: wish, ask: text, text: "Пожелания?" }', '- { say: "Хорошо." }'),
  );
  await move(from);
  await corridor.mover.work();
  expect(await progress()).toMatchObject({ state: 'finished', people: 3, counts: { same: 3 } });
  expect(await heardSince('boris', before)).toEqual([]);
  await corridor.presses('boris', 'Окраска');
  expect(await heardSince('boris', before)).toEqual(['В какой день?']);
  await corridor.says('boris', 'завтра');
  expect(await heardSince('boris', before)).toEqual(['В какой день?', 'Хорошо.', 'Спасибо, Борис!']);
  expect(await corridor.authoring.revisionsOf('visit')).toMatchObject([{ people: 2 }, { people: 0 }]);
});

it('who stands on a removed step goes where the author says, and is asked once', async () => {
  const from = await begin();
  const [anna, boris] = [await corridor.heard('anna'), await corridor.heard('boris')];
  const to = await publish(older.replace(/ {2}- id: service[\s\S]*?\]\n/, '').replaceAll('name', 'who'));
  const rehearsal = await corridor.authoring.rehearseMove({ flow: 'visit', from, to, targets: {} });
  expect(rehearsal.steps).toMatchObject([
    { step: 'name', people: 1, isGone: true, target: 'stay', outcomes: { stays: 1 } },
    { step: 'service', people: 1, isGone: true, target: 'stay' },
    { step: 'when', people: 1, isGone: false, target: { to: 'when' }, outcomes: { same: 1 } },
  ]);
  expect(rehearsal.people).toBe(3);
  const targets = { name: { to: 'who' }, service: { to: 'when' } };
  expect((await corridor.authoring.rehearseMove({ flow: 'visit', from, to, targets })).outcomes).toEqual({ asked: 2, same: 1 });
  await move(from, targets);
  await corridor.mover.work();
  await corridor.mover.work();
  expect(await progress()).toMatchObject({ state: 'finished', counts: { asked: 2, same: 1 } });
  expect(await heardSince('anna', anna)).toEqual(['Как вас зовут?']);
  expect(await heardSince('boris', boris)).toEqual(['Когда удобно?']);
});

it('what was answered before the move is not asked a second time, wherever it stands now', async () => {
  const from = await begin();
  const before = await corridor.heard('vera');
  const steps = older.split('steps:\n')[1]?.split(/(?= {2}- )/) ?? [];
  const [name = '', service = '', when = '', wish = '', thanks = ''] = steps;
  await publish(`${head}steps:\n${when}${service}${name}${wish}${thanks}`);
  await move(from);
  await corridor.mover.work();
  await corridor.says('vera', 'завтра');
  expect(await heardSince('vera', before)).toEqual(['Пожелания?']);
  await corridor.says('vera', 'назад');
  expect((await heardSince('vera', before)).at(-1)).toMatch(/Когда удобно/);
});

it('who is to end ends without a word, with the answers kept; who is to stay stays', async () => {
  const from = await begin();
  const [boris, vera] = [await corridor.heard('boris'), await corridor.heard('vera')];
  await publish(older.replace('id: service', 'id: what').replace('id: when', 'id: day'));
  await move(from, { service: 'end', when: 'stay' });
  await corridor.mover.work();
  expect(await progress()).toMatchObject({ counts: { same: 1, ended: 1, stays: 1 } });
  expect(await heardSince('boris', boris)).toEqual([]);
  const talk = await getConversation(conversationOf('boris'));
  expect(talk?.position).toBeUndefined();
  const [run] = await runsOf(talk?.contact ?? '');
  expect(run).toMatchObject({ outcome: 'stopped', answers: [{ step: 'name', text: 'Борис' }] });
  await corridor.says('vera', 'завтра');
  expect(await heardSince('vera', vera)).toEqual(['Пожелания?']);
});

it('whom people talk to hears nothing from the bot, and is asked when they give the conversation back', async () => {
  const from = await begin();
  await corridor.says('boris', 'оператор');
  expect((await getConversation(conversationOf('boris')))?.mode).toBe('queue');
  const before = await corridor.heard('boris');
  await publish(older.replace('id: service', 'id: what'));
  await move(from, { service: { to: 'what' } });
  await corridor.mover.work();
  expect(await progress()).toMatchObject({ counts: { same: 2, later: 1 } });
  expect(await heardSince('boris', before)).toEqual([]);
  expect((await getConversation(conversationOf('boris')))?.position).toMatchObject({ step: 'what', revision: running() });
  await corridor.desk.giveBack(conversationOf('boris'), olga);
  expect(await heardSince('boris', before)).toEqual([expect.stringContaining('Что нужно?')]);
});

it('an answer that no longer fits is told of in the dry run, and is not computed with', async () => {
  const from = await begin();
  const to = await publish(older.replace('{ value: cut, label: "Стрижка" }, ', ''));
  const { unfit } = await corridor.authoring.rehearseMove({ flow: 'visit', from, to, targets: {} });
  expect(unfit).toEqual([{ step: 'service', words: 'Что нужно?', people: 1 }]);
  await move(from);
  await corridor.mover.work();
  const { position } = (await getConversation(conversationOf('vera'))) ?? {};
  expect(position?.answers.map(({ step }) => step)).toEqual(['name', `service@${from.slice(0, 8)}`]);
  await corridor.says('vera', 'завтра');
  await corridor.says('vera', 'нет');
  const [run] = await runsOf((await getConversation(conversationOf('vera')))?.contact ?? '');
  expect(run?.answers.map(({ text }) => text)).toEqual(['Вера', 'Стрижка', 'завтра', 'нет']);
});

it('who is in a flow that was called, or waits for a time, comes back into the newer revision', async () => {
  const survey = 'id: survey\ntitle: Опрос\nsteps:\n  - { id: mark, ask: rating, text: "Оценка?" }\n';
  await corridor.put('survey.yaml', survey);
  const calling = older.replace(
    '- { id: wish, ask: text, text: "Пожелания?" }',
    '- { id: marks, call: survey }\n  - { id: pause, wait: 2d }',
  );
  const from = await publish(calling);
  await begin();
  await corridor.says('vera', 'завтра');
  const before = await corridor.heard('vera');
  expect(before.at(-1)).toContain('Оценка?');
  await publish(calling.replace('Спасибо', 'Благодарим'));
  await move(from);
  await corridor.mover.work();
  expect(await progress()).toMatchObject({ people: 3, counts: { same: 3 } });
  expect(await heardSince('vera', before)).toEqual([]);
  await corridor.says('vera', '5');
  const waiting = await getConversation(conversationOf('vera'));
  expect(waiting?.position).toMatchObject({ flow: 'visit', revision: running(), step: 'pause' });
  const again = running();
  await publish(calling.replace('Спасибо', 'До встречи'));
  await move(again);
  await corridor.mover.work();
  const moved = await getConversation(conversationOf('vera'));
  expect(moved?.wakeAt).toEqual(waiting?.wakeAt);
  expect(moved?.position).toMatchObject({ revision: running(), waitUntil: waiting?.position?.waitUntil });
});

it('two moves of one flow do not go on at once, and one over what runs no more does not begin', async () => {
  const from = await begin();
  const to = await publish(older.replace('Пожелания?', 'Что ещё?'));
  await move(from);
  await expect(move(from)).rejects.toMatchObject({ code: 'flows.move_running' });
  await corridor.mover.work();
  await publish(older.replace('Пожелания?', 'Что-то ещё?'));
  const stale = corridor.authoring.beginMove({ flow: 'visit', from, to, targets: {}, by: olga });
  await expect(stale).rejects.toMatchObject({ code: 'flows.moved_on' });
});

it('a move goes on where a process that died left it, and two processes ask nobody twice', async () => {
  const people = Array.from({ length: 30 }, (_, i) => `p${i}`);
  for (const person of people) await corridor.does(person, { kind: 'start' });
  const from = running();
  await publish(older.replaceAll('name', 'who').replace('Как вас зовут?', 'Ваше имя?'));
  let left = 12;
  const dying = await startCorridor({
    folder: corridor.folder,
    checkpoint: point => {
      if (point === 'conversation advanced' && left-- <= 0) throw new Error('the process dies here');
    },
  });
  others.push(dying);
  await move(from, { name: { to: 'who' } });
  await dying.mover.work();
  expect(await progress()).toMatchObject({ state: 'running', counts: { asked: 12, planned: 18 } });
  const another = await startCorridor({ folder: corridor.folder });
  others.push(another);
  await Promise.all([another.mover.work(), corridor.mover.work()]);
  expect(await progress()).toMatchObject({ state: 'finished', counts: { asked: 30 } });
  const heard = await Promise.all(people.map(person => corridor.heard(person)));
  expect(heard.map(texts => texts.slice(1))).toEqual(people.map(() => ['Ваше имя?']));
});

it('a thousand people are in the middle when a new revision is published: all of them finish', { timeout: 120_000 }, async () => {
  const people = Array.from({ length: 1000 }, (_, i) => `m${i}`);
  const together = async (task: (person: string, i: number) => Promise<void>) => {
    for (let at = 0; at < people.length; at += 100)
      await Promise.all(people.slice(at, at + 100).map((person, i) => task(person, at + i)));
  };
  await together(person => corridor.does(person, { kind: 'start' }));
  await together(async (person, i) => void (i % 2 && (await corridor.says(person, `Имя ${i}`))));
  const from = running();
  const finishing = together(async (person, i) => {
    if (i % 2 === 0) await corridor.says(person, `Имя ${i}`);
    await corridor.presses(person, 'Стрижка');
    await corridor.says(person, 'завтра');
    await corridor.says(person, 'нет');
  });
  await publish(older.replace('Спасибо', 'Благодарим').replace('Пожелания?', 'Что ещё?'));
  await finishing;
  const counts = await mongoose.connection
    .collection('runs')
    .aggregate([{ $group: { _id: { revision: '$revision', outcome: '$outcome' }, people: { $sum: 1 } } }])
    .toArray();
  expect(counts).toEqual([{ _id: { revision: from, outcome: 'finished' }, people: 1000 }]);
  const said = await mongoose.connection.collection('messages').countDocuments({ text: /^Спасибо, Имя \d+!$/ });
  expect(said).toBe(1000);
});
