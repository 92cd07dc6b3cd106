import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVk, type Vk, type VkOptions } from '../../../bots/vk/index.ts';
import { startVkStandIn, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { readPayload } from '../../support/read-payload.ts';
import { testIntake } from '../../support/test-intake.ts';
import { memoryCursor } from './memory-cursor.ts';

let standIn: VkStandIn;
let messengers: Vk[];

beforeEach(async () => {
  standIn = await startVkStandIn({ limits: false });
  messengers = [];
});
afterEach(async () => {
  for (const messenger of messengers) await messenger.stop();
  await standIn.stop();
});

function create(options: Partial<VkOptions> = {}): Vk {
  const messenger = createVk({
    token: standIn.token,
    apiRoot: standIn.apiBaseUrl,
    transport: 'longpoll',
    openFile: () => Promise.reject(new Error('no files here')),
    cursor: memoryCursor(),
    clock: hastyClock(),
    log: pino({ level: 'silent' }),
    ...options,
  });
  messengers.push(messenger);
  return messenger;
}

function listening(lines: string[]): Logger {
  return pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
}

describe('the Long Poll of VK', () => {
  it('learns from the token which community it is', async () => {
    const messenger = create();
    expect(messenger.account).toBe('');
    await messenger.start(testIntake());
    expect([messenger.account, messenger.state]).toEqual(['226512345', { state: 'ready', name: 'Lead Demo' }]);
  });

  it('refuses to work for another community than the settings say', async () => {
    const messenger = create({ groupId: '1' });
    await messenger.start(testIntake());
    expect(messenger.state).toMatchObject({
      state: 'failing',
      problem: { code: 'wrongGroup', values: { theirs: '226512345', ours: '1' } },
    });
    expect(messenger.account).toBe('1');
  });

  it('keeps where it stands from the first moment, and moves only over what is stored', async () => {
    const cursor = memoryCursor();
    const intake = testIntake();
    await create({ cursor }).start(intake);
    expect(cursor.saved).toEqual(['1023']);
    const anna = standIn.customer({ firstName: 'Анна', started: true });
    intake.fail(3);
    await anna.says('hello');
    await intake.next('text');
    await vi.waitFor(() => expect(cursor.saved).toEqual(['1023', '1024']));
    expect(intake.keys).toHaveLength(4);
  });

  it('goes on with a new key where it was when the key expires', async () => {
    const intake = testIntake();
    const cursor = memoryCursor();
    await create({ cursor }).start(intake);
    const anna = standIn.customer({ firstName: 'Анна', started: true });
    standIn.fail({ method: 'longpoll', with: { failed: 2 } });
    standIn.longPoll.expireKey();
    await anna.says('hello');
    expect(await intake.next('text')).toMatchObject({ content: { text: 'hello' } });
  });

  it.each([1, 3] as const)('says that something was lost after failed %i, and goes on', async failed => {
    const lines: string[] = [];
    const intake = testIntake();
    standIn.fail({ method: 'longpoll', with: { failed } });
    await create({ log: listening(lines) }).start(intake);
    await vi.waitFor(() => expect(lines.join()).toContain('no longer has some of the events'));
    await standIn.customer({ firstName: 'Анна', started: true }).says('hello');
    expect(await intake.next('text')).toMatchObject({ content: { text: 'hello' } });
  });

  it('does without the right to switch itself on', async () => {
    await standIn.stop();
    standIn = await startVkStandIn({ limits: false, permissions: ['messages'] });
    const lines: string[] = [];
    standIn.fail({ method: 'groups.setLongPollSettings', with: { errorCode: 7 } });
    const messenger = create({ log: listening(lines) });
    await messenger.start(testIntake());
    expect(lines.join()).toContain('could not be switched on');
  });

  it('goes on after VK was gone for a while', async () => {
    standIn.fail({ method: 'longpoll', times: 2, with: 'html-502' });
    standIn.fail({ method: 'groups.getLongPollServer', times: 2, with: { errorCode: 10 } });
    const intake = testIntake();
    const messenger = create();
    await messenger.start(intake);
    await vi.waitFor(() => expect(messenger.state.state).toBe('ready'));
    await standIn.customer({ firstName: 'Анна', started: true }).says('hello');
    expect(await intake.next('text')).toMatchObject({ content: { text: 'hello' } });
  });

  it('notices that its token was revoked', async () => {
    const messenger = create();
    await messenger.start(testIntake());
    standIn.revokeToken();
    standIn.longPoll.expireKey();
    await vi.waitFor(() => expect(messenger.state).toMatchObject({ state: 'unauthorized' }));
  });

  it('makes of an event what the callback makes of it', async () => {
    const event = readPayload('vk', '04') as Record<string, unknown>;
    const intake = testIntake();
    const messenger = create();
    await messenger.start(intake);
    standIn.push(event);
    await intake.next('start');
    expect(intake.updates[0]?.incoming).toEqual(messenger.parse(event));
    expect(JSON.stringify(intake.updates)).not.toContain('cb-secret');
  });
});
