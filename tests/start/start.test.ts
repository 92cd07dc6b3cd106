import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Program } from '../../src/start.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram, type TestProgramOptions, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

const database = useDatabase();
let telegram: TelegramStandIn;
let vk: VkStandIn;
let program: Program | undefined;

beforeAll(async () => {
  telegram = await startTelegramStandIn();
  vk = await startVkStandIn();
  await mongoose.disconnect();
});
afterAll(async () => {
  await Promise.all([telegram.stop(), vk.stop()]);
  await mongoose.connect(database.uri);
});
afterEach(async () => {
  await program?.stop();
  program = undefined;
});

async function startWith(options: Omit<TestProgramOptions, 'uri'>): Promise<string> {
  program = await startTestProgram({ uri: database.uri, ...options });
  return program.url;
}

const ready = async (url: string) => {
  const answer = await fetch(`${url}/readyz`);
  return {
    code: answer.status,
    ...((await answer.json()) as { status: string; messengers: Record<string, { state: string; problem?: string }> }),
  };
};

describe('the program', () => {
  it('is ready with every messenger that has a token, and says who it is there', async () => {
    const url = await startWith({ telegram, vk });
    const state = await until('it is ready', async () => {
      const now = await ready(url);
      return now.code === 200 ? now : undefined;
    });
    expect(state.messengers).toMatchObject({ telegram: { state: 'ready' }, vk: { state: 'ready' }, web: { state: 'ready' } });
  });

  it('runs without any messenger but its own chat', async () => {
    const url = await startWith({});
    const state = await until('it is ready', async () => {
      const now = await ready(url);
      return now.code === 200 ? now : undefined;
    });
    expect(Object.keys(state.messengers)).toEqual(['web']);
  });

  it('says that a token is wrong, and the rest works', async () => {
    const url = await startWith({ telegram, vk, env: { TELEGRAM_TOKEN: '7012345678:wrong', VK_TOKEN: 'vk1.a.wrong' } });
    const state = await until('both tokens are refused', async () => {
      const now = await ready(url);
      return now.messengers.telegram?.state === 'unauthorized' && now.messengers.vk?.state === 'unauthorized' ? now : undefined;
    });
    expect(state.status).toBe('degraded');
    expect(state.messengers.telegram?.problem).toMatch(/token/i);
    const manager = visitor(() => url);
    await manager.signIn(testOwner);
    const { page, status } = await manager.get('/messengers');
    expect(status).toBe(200);
    expect(page).toMatch(/Ключ не подходит/);
    expect((await fetch(`${url}/chat`)).status).toBe(200);
  });
});

describe('a wrong flow file', () => {
  let folder: string;
  const good =
    'id: hello\ntitle: Приветствие\nlanguage: ru\nstart: { default: true, commands: [start] }\nsteps:\n  - id: hi\n    say: "Добрый день!"\n  - end\n';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kartoteka-flows-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('stops nothing: the last good revision goes on, and the panel tells file, line and what to do', async () => {
    await writeFile(join(folder, 'hello.yaml'), good);
    await startWith({ telegram, env: { FLOWS_DIR: folder } });
    await program?.stop();
    await writeFile(join(folder, 'hello.yaml'), good.replace('say:', 'sey:'));
    await writeFile(join(folder, 'broken.yaml'), 'id: [\n');
    const url = await startWith({ telegram, env: { FLOWS_DIR: folder } });
    const anna = telegram.customer({ firstName: 'Анна' });
    await anna.start();
    await anna.receives('Добрый день!');
    const manager = visitor(() => url);
    await manager.signIn(testOwner);
    const { page } = await manager.get('/flows');
    for (const told of ['hello.yaml', 'sey', 'broken.yaml']) expect(page).toContain(told);
  });
});
