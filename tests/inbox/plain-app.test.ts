import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { getConversation } from '../../src/conversations/index.ts';
import { startVkStandIn } from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram } from '../support/start-test-program.ts';

const database = useDatabase();

it('somebody whose app shows no buttons reads numbered words, answers with numbers, and gets buttons in another app', async () => {
  const vk = await startVkStandIn({ limits: false });
  await mongoose.disconnect();
  const client = { keyboard: true, inline_keyboard: false, button_actions: ['text'] };
  const vera = vk.customer({ firstName: 'Вера', client });
  const conversation = `vk:${vk.group.id}:${vera.id}`;
  const program = await startTestProgram({ uri: database.uri, vk });
  try {
    await vera.says('заявка');
    expect(await vera.receives(/сохранить ваши ответы/)).toMatchObject({
      text: expect.stringMatching(/\n1\. .+\n2\. /),
      buttons: [],
    });
    await vera.says('1');
    await vera.receives(/Как к вам обращаться/);
    await vera.says('Вера');
    await vera.receives(/на какой номер/);
    await vera.says('+7 999 000-00-05');
    expect((await vera.receives(/Что нужно сделать/)).text).toContain('\n2. Квартира под ключ');
    expect((await getConversation(conversation))?.lacks).toEqual(['buttons']);
    await vera.says('2');
    await vera.receives(/Сколько квадратных метров/);
    await vera.says('50');
    expect((await vera.receives(/На какой бюджет/)).text).toMatch(/\n3\. больше миллиона\n.*— Пока не знаю$/s);
    await vera.says('Пока не знаю');
    expect((await vera.receives(/Всё верно/)).text).toMatch(/\n1\. .+\n2\. Исправить/);
    await vera.says('2');
    expect((await vera.receives(/Что исправить/)).text).toContain('\n3. Что сделать');
    Object.assign(client, { inline_keyboard: true, button_actions: ['text', 'callback', 'open_link', 'location'] });
    await vera.says('3');
    const again = await vera.receives(/Что нужно сделать/);
    expect(again.text).not.toContain('1. ');
    expect(again.buttons.length).toBeGreaterThan(2);
    expect(await getConversation(conversation)).not.toHaveProperty('lacks');
  } finally {
    await program.stop();
    await vk.stop();
    await mongoose.connect(database.uri);
  }
});
