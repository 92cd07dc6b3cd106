import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advance, getConversation, runsOf } from '../../src/conversations/index.ts';
import type { CheckpointName } from '../../src/lib/checkpoint.ts';
import { saveSendingRules, usualSendingRules } from '../../src/outbox/index.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();
const minute = 60_000;
const hour = 60 * minute;

const flow = `id: wait
title: Ожидание
language: ru
start: { commands: [wait], default: true }
expire: 2d
nudges:
  - { after: 1h, text: "Продолжим?" }
steps:
  - say: "Подождём"
  - id: pause
    wait: 30m
  - id: name
    ask: text
    text: "Как вас зовут?"
  - say: "Спасибо"
  - end
`;

let clock: ManualClock;
let corridor: Corridor;
let crash: CheckpointName | undefined;
let person = '';
let people = 0;

beforeEach(async () => {
  clock = new ManualClock('2026-03-02T09:00:00Z');
  crash = undefined;
  person = String(5000 + ++people);
  corridor = await begin();
});
afterEach(() => corridor.stop());

async function begin(): Promise<Corridor> {
  const started = await startCorridor({
    clock,
    checkpoint: point => {
      if (point === crash) throw new Error(`the process dies at "${point}"`);
    },
  });
  await started.put('wait.yaml', flow);
  await started.flows.rereadFiles(clock.now());
  return started;
}

const stands = async () => getConversation(conversationOf(person));
const heard = () => corridor.heard(person);

describe('a run that waits', () => {
  it('goes on when its time has come, and not before', async () => {
    await corridor.says(person, '/wait');
    expect((await stands())?.wakeAt).toEqual(new Date('2026-03-02T09:30:00Z'));
    await clock.advance(29 * minute);
    await corridor.alarm.ring();
    expect(await heard()).toEqual(['Подождём']);
    await clock.advance(minute);
    await corridor.alarm.ring();
    expect(await heard()).toEqual(['Подождём', 'Как вас зовут?']);
    expect((await stands())?.wakeAt).toEqual(new Date('2026-03-02T10:30:00Z'));
  });

  it('keeps to the quiet hours of the settings', async () => {
    const wakes = async () => (await stands())?.wakeAt;
    clock.set(new Date('2026-03-02T17:45:00Z'));
    await corridor.says(person, '/wait');
    expect(await wakes()).toEqual(new Date('2026-03-03T06:00:00Z'));
    await saveSendingRules({ ...usualSendingRules, quietHours: { on: true, from: '22:00', until: '07:30' } });
    person = String(5000 + ++people);
    await corridor.says(person, '/wait');
    expect(await wakes()).toEqual(new Date('2026-03-02T18:15:00Z'));
    await clock.advance(30 * minute);
    await corridor.alarm.ring();
    expect(await heard()).toContain('Как вас зовут?');
    // The question would be said again an hour later, in their night.
    expect(await wakes()).toEqual(new Date('2026-03-03T04:30:00Z'));
    await saveSendingRules(usualSendingRules);
  });

  it('lets answers go before what nobody asked for just now', async () => {
    await corridor.says(person, '/wait');
    await clock.advance(30 * minute);
    await corridor.alarm.ring();
    await corridor.says(person, 'Анна');
    const priorities = (await corridor.messagesTo(person)).map(({ delivery }) => delivery?.priority ?? 'live');
    expect(priorities).toEqual(['live', 'reminder', 'live']);
  });

  it('is told once, however often and from wherever it is told', async () => {
    await corridor.says(person, '/wait');
    await clock.advance(30 * minute);
    const other = await startCorridor({ folder: corridor.folder, clock });
    await Promise.all([corridor.alarm.ring(), other.alarm.ring(), corridor.alarm.ring()]);
    await corridor.alarm.ring();
    await other.stop();
    expect(await heard()).toEqual(['Подождём', 'Как вас зовут?']);
  });

  it('goes on after a restart in the middle', async () => {
    await corridor.says(person, '/wait');
    await corridor.stop();
    await clock.advance(31 * minute);
    corridor = await begin();
    await corridor.alarm.ring();
    expect(await heard()).toEqual(['Подождём', 'Как вас зовут?']);
  });

  it.each(['conversation taken', 'conversation advanced', 'effects applied'] as const)(
    'is told all of it once when the process dies at "%s"',
    async point => {
      await corridor.says(person, '/wait');
      await clock.advance(30 * minute);
      crash = point;
      await corridor.alarm.ring();
      crash = undefined;
      // Whoever died comes back with nothing in mind.
      const other = await begin();
      await corridor.stop();
      corridor = other;
      await clock.advance(6 * minute);
      await corridor.alarm.ring();
      await corridor.alarm.ring();
      expect(await heard()).toEqual(['Подождём', 'Как вас зовут?']);
      expect(await stands()).toMatchObject({ position: { step: 'name' } });
      expect((await stands())?.wakeAt?.getTime()).toBeGreaterThan(clock.now().getTime());
    },
  );

  it('is reminded once, and ends when it has expired', async () => {
    await corridor.says(person, '/wait');
    await clock.advance(30 * minute);
    await corridor.alarm.ring();
    await clock.advance(hour);
    await corridor.alarm.ring();
    await corridor.alarm.ring();
    expect((await heard()).filter(text => text.includes('Продолжим?'))).toHaveLength(1);
    await clock.advance(48 * hour);
    await corridor.alarm.ring();
    const { contact = '', position, wakeAt } = (await stands()) ?? {};
    expect([position, wakeAt]).toEqual([undefined, undefined]);
    expect(await runsOf(contact)).toMatchObject([{ outcome: 'expired' }]);
  });

  it('waits until people have given the conversation back', async () => {
    await corridor.says(person, '/wait');
    const held = await stands();
    if (held) await advance(held, { now: clock.now(), mode: { mode: 'staff', staff: 'olga' } });
    expect((await stands())?.wakeAt).toBeUndefined();
    await clock.advance(2 * hour);
    await corridor.alarm.ring();
    expect(await heard()).toEqual(['Подождём']);
    const given = await stands();
    if (given) await advance(given, { now: clock.now(), mode: { mode: 'bot' } });
    await corridor.alarm.ring();
    expect(await heard()).toEqual(['Подождём', 'Как вас зовут?']);
  });

  it('keeps what nobody waits for out of the index', async () => {
    const conversations = mongoose.connection.collection('conversations');
    await corridor.says(person, '/wait');
    await clock.advance(30 * minute);
    await corridor.alarm.ring();
    await corridor.says(person, 'Анна');
    expect(await heard()).toContain('Спасибо');
    expect(await conversations.countDocuments({ _id: conversationOf(person) as never, wakeAt: { $exists: true } })).toBe(0);
    const plan = await mongoose.connection.db?.command({
      explain: {
        find: 'conversations',
        filter: { wakeAt: { $exists: true, $lte: new Date() } },
        sort: { wakeAt: 1 },
        limit: 200,
      },
      verbosity: 'queryPlanner',
    });
    expect(JSON.stringify(plan)).toContain('wakeAt_1');
  });
});
