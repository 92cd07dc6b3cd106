import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { effectsOfEdit, getAutomation, saveAutomation, standing, switchOff, switchOn } from '../../src/automations/index.ts';
import { changesOf, getContact } from '../../src/contacts/index.ts';
import { useDatabase } from '../support/database.ts';
import { type Chains, dayMs, hourMs, minuteMs, says, startChains, tags, waits } from './support.ts';

useDatabase();
let chains: Chains;
beforeAll(async () => {
  chains = await startChains();
});
afterAll(() => chains.stop());

const begins = (tag: string) => ({ kind: 'tagAdded' as const, tag });
const put = (contact: string, ...more: string[]) => chains.write(contact, card => ({ tags: [...card.tags, ...more] }));
const drop = (contact: string, tag: string) => chains.write(contact, card => ({ tags: card.tags.filter(each => each !== tag) }));
const tagsOf = async (contact: string) => (await getContact(contact))?.tags;

describe('a chain', () => {
  it('goes from step to step, waits in between, and writes down what it did', async () => {
    const automation = await chains.on({
      trigger: begins('start'),
      steps: [tags('mark', 'begun'), waits('pause', 60), says('hello', 'Здравствуйте!'), tags('end', 'over')],
    });
    const contact = await chains.person('101');
    await put(contact, 'start');
    await chains.settle();
    expect(await tagsOf(contact)).toEqual(['start', 'begun']);
    expect(await standing(automation)).toEqual([
      { step: 'mark', count: 0 },
      { step: 'pause', count: 1 },
      { step: 'hello', count: 0 },
      { step: 'end', count: 0 },
    ]);
    expect(chains.heard('101')).toEqual([]);
    await chains.passes(59 * minuteMs);
    expect(chains.heard('101')).toEqual([]);
    await chains.passes(2 * minuteMs);
    expect(chains.heard('101')).toEqual(['Здравствуйте!']);
    expect(await tagsOf(contact)).toEqual(['start', 'begun', 'over']);
    expect(await chains.log(contact)).toEqual(['begun', 'tagged', 'waits', 'planned', 'tagged', 'done', 'sent']);
    const [change] = await changesOf(contact, { limit: 1 });
    expect(change?.by).toEqual({ kind: 'automation', id: automation.id, name: 'Проверка' });
    await chains.passes(hourMs);
    expect(chains.heard('101')).toEqual(['Здравствуйте!']);
  });

  it('lets go of those on whom the exit rule holds before the next step, and takes back what was planned', async () => {
    await chains.on({
      trigger: begins('exit'),
      exitWhen: { field: 'contact.tags', op: 'has', value: 'bought' },
      steps: [waits('pause', 60), says('offer', 'Купите!')],
    });
    const [one, other] = [await chains.person('102'), await chains.person('103')];
    await put(one, 'exit');
    await put(other, 'exit');
    await chains.settle();
    await put(one, 'bought');
    await chains.passes(61 * minuteMs);
    expect(chains.heard('102')).toEqual([]);
    expect(chains.heard('103')).toEqual(['Купите!']);
    expect(await chains.log(one)).toEqual(['begun', 'waits', 'left exitRule']);
  });

  it('goes one way of a branch and comes together behind it', async () => {
    await chains.on({
      trigger: begins('fork'),
      steps: [
        {
          id: 'fork',
          do: 'branch',
          rule: { field: 'contact.city', op: 'eq', value: 'Тверь' },
          // biome-ignore lint/suspicious/noThenProperty: what is done where the rule holds
          then: [tags('here', 'local')],
          else: [tags('there', 'distant'), { id: 'out', do: 'exit' }],
        },
        tags('both', 'together'),
      ],
    });
    const local = await chains.person('104', () => ({ city: 'Тверь' }));
    const distant = await chains.person('105');
    await put(local, 'fork');
    await put(distant, 'fork');
    await chains.settle();
    expect(await tagsOf(local)).toEqual(['fork', 'local', 'together']);
    expect(await tagsOf(distant)).toEqual(['fork', 'distant']);
    expect(await chains.log(distant)).toEqual(['begun', 'notMatched', 'tagged', 'left exitStep']);
  });

  it("does its steps only in its hours, by the contact's own clock", async () => {
    await chains.on({
      trigger: begins('hours'),
      hours: { from: '12:00', until: '13:00', days: [3] },
      steps: [tags('mark', 'at noon')],
    });
    const moscow = await chains.person('106');
    const omsk = await chains.person('107', () => ({ timeZone: 'Asia/Omsk' }));
    await put(moscow, 'hours');
    await put(omsk, 'hours');
    await chains.settle();
    const { wakeAt: inMoscow } = (await chains.runs(moscow))[0] ?? {};
    const { wakeAt: inOmsk } = (await chains.runs(omsk))[0] ?? {};
    expect([inMoscow, inOmsk]).toEqual([new Date('2026-05-13T09:00:00Z'), new Date('2026-05-13T06:00:00Z')]);
    await chains.passes(Date.parse('2026-05-13T06:10:00Z') - chains.clock.now().getTime());
    expect(await tagsOf(omsk)).toContain('at noon');
  });

  it('says nothing in quiet hours, and what comes after a message comes after it', async () => {
    await chains.on({ trigger: begins('night'), steps: [says('one', 'Раз'), waits('pause', 60), says('two', 'Два')] });
    const contact = await chains.person('108', () => ({ timeZone: 'America/Los_Angeles' }));
    await put(contact, 'night');
    await chains.settle();
    expect(await chains.log(contact)).toEqual(['begun', 'waits quietHours']);
    await chains.passes(12 * hourMs, 2 * hourMs);
    expect(chains.heard('108')).toEqual(['Раз', 'Два']);
    const log = (await chains.runs(contact))[0]?.log ?? [];
    const sent = log.filter(({ what }) => what === 'sent').map(({ at }) => at.getTime());
    expect((sent[1] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(hourMs);
  });

  it('may be gone through again only as its re-entry rule says', async () => {
    await chains.on({ trigger: begins('never'), reentry: { kind: 'never' }, steps: [tags('a', 'n')] });
    await chains.on({
      trigger: begins('finished'),
      reentry: { kind: 'finished', afterDays: 2 },
      steps: [waits('b', 60), tags('c', 'f')],
    });
    const contact = await chains.person('109');
    for (const tag of ['never', 'finished']) {
      await put(contact, tag);
      await chains.settle();
      await drop(contact, tag);
      await put(contact, tag);
      await chains.settle();
    }
    await chains.passes(2 * hourMs);
    await drop(contact, 'finished');
    await put(contact, 'finished');
    await chains.settle();
    const log = await chains.log(contact);
    expect(log.filter(line => line.startsWith('notBegun')).toSorted()).toEqual([
      'notBegun again',
      'notBegun stillIn',
      'notBegun tooSoon',
    ]);
    await chains.passes(2 * dayMs, dayMs);
    await drop(contact, 'finished');
    await put(contact, 'finished');
    await chains.settle();
    expect((await chains.log(contact)).filter(line => line === 'begun')).toHaveLength(3);
  });

  it('begins only for those on whom its condition holds', async () => {
    await chains.on({
      trigger: begins('some'),
      condition: { field: 'contact.score', op: 'gte', value: 5 },
      steps: [tags('d', 'chosen')],
    });
    const [poor, rich] = [await chains.person('110'), await chains.person('111', () => ({ score: 7 }))];
    await put(poor, 'some');
    await put(rich, 'some');
    await chains.settle();
    expect(await chains.log(poor)).toEqual(['notBegun condition']);
    expect(await tagsOf(rich)).toEqual(['some', 'chosen']);
  });
});

describe('an edit of a running chain', () => {
  it('moves who stands on a step that was taken out to the next one that stands, and tells it beforehand', async () => {
    const automation = await chains.on({
      trigger: begins('edit'),
      steps: [waits('long', 7 * 24 * 60), tags('gone', 'gone'), tags('kept', 'kept')],
    });
    const contact = await chains.person('120');
    await put(contact, 'edit');
    await chains.settle();
    const after = { ...automation, steps: [tags('new', 'new'), tags('kept', 'kept twice')] };
    expect(await effectsOfEdit(automation, after)).toMatchObject({
      moved: [{ step: 'long', to: 'kept', count: 1 }],
      added: ['new'],
      changed: ['kept'],
      total: 1,
    });
    const { name, trigger, reentry } = automation;
    await saveAutomation(
      { name, trigger, reentry, steps: after.steps },
      { id: automation.id, version: automation.version, by: 'olga', now: chains.clock.now() },
    );
    await chains.settle();
    expect(await tagsOf(contact)).toEqual(['edit', 'kept twice']);
    expect(await standing(await getAutomation(automation.id))).toEqual([
      { step: 'new', count: 0 },
      { step: 'kept', count: 0 },
    ]);
  });

  it('is refused when somebody else was first', async () => {
    const automation = await chains.on({ trigger: begins('twice'), steps: [tags('a', 'b')] });
    const { name, trigger, reentry, steps, id, version } = automation;
    const input = { name, trigger, reentry, steps };
    await saveAutomation(input, { id, version, by: 'olga', now: chains.clock.now() });
    await expect(saveAutomation(input, { id, version, by: 'ivan', now: chains.clock.now() })).rejects.toMatchObject({
      code: 'automations.conflict',
      facts: { by: 'olga' },
    });
  });
});

describe('a chain that is off', () => {
  it('keeps who stands in it, or lets them go', async () => {
    await chains.sleepOver();
    const { id } = await chains.on({ trigger: begins('off'), steps: [waits('pause', 60), says('late', 'Поздно')] });
    const contact = await chains.person('130');
    await put(contact, 'off');
    await chains.settle();
    const doing = () => ({ by: 'olga', now: chains.clock.now() });
    await switchOff(id, doing());
    await chains.passes(2 * hourMs);
    expect(chains.heard('130')).toEqual([]);
    await switchOn(id, doing());
    await chains.settle();
    expect(chains.heard('130')).toEqual(['Поздно']);
    await drop(contact, 'off');
    await put(contact, 'off');
    await chains.settle();
    await switchOff(id, { ...doing(), leave: true });
    expect(await chains.log(contact)).toContain('left switchedOff');
  });
});

describe('automations that begin one another', () => {
  it('are stopped when they go round in a circle, which is told', async () => {
    const ping = await chains.on({
      name: 'Туда',
      trigger: begins('ping'),
      steps: [{ id: 'a', do: 'tag', add: ['pong'], remove: ['ping'] }],
    });
    await chains.on({
      name: 'Обратно',
      trigger: begins('pong'),
      steps: [{ id: 'b', do: 'tag', add: ['ping'], remove: ['pong'] }],
    });
    const contact = await chains.person('140');
    await put(contact, 'ping');
    for (let i = 0; i < 10; i++) await chains.settle();
    const log = await chains.log(contact);
    expect(log.filter(line => line === 'begun')).toHaveLength(5);
    expect(log).toContain('notBegun circle');
    const { trouble } = await getAutomation(ping.id);
    expect(trouble ?? 'other').toBeDefined();
  });
});

describe('two processes at once', () => {
  it('do nothing twice', async () => {
    await chains.sleepOver();
    await chains.on({ trigger: begins('race'), steps: [says('once', 'Один раз'), waits('pause', 1), tags('after', 'after')] });
    const people = await Promise.all(['150', '151', '152', '153', '154'].map(chat => chains.person(chat)));
    for (const contact of people) await put(contact, 'race');
    await chains.clock.advance(3000);
    const [one, other] = [chains.newTick(), chains.newTick()];
    await Promise.all([one.work(), other.work()]);
    await Promise.all([one.work(), other.work()]);
    await chains.passes(2 * minuteMs);
    for (const [i, contact] of people.entries()) {
      expect(chains.heard(String(150 + i))).toEqual(['Один раз']);
      expect((await chains.log(contact)).filter(line => line === 'begun' || line === 'tagged')).toEqual(['begun', 'tagged']);
    }
  });
});
