import { drawBathroom } from '../pictures/bathroom.ts';
import { drawFloorPlan } from '../pictures/floor-plan.ts';
import { answersQuestions } from './answers-questions.ts';
import type { Chat } from './chat.ts';
import { comes } from './leaves-lead.ts';
import { photoCaptions } from './words.ts';

/** Asks for a person sooner or later, and sends a plan of the flat, or a picture of the bathroom, rather than many words. */
export async function sendsPlan(chat: Chat): Promise<void> {
  const { random } = chat;
  await comes(chat);
  await answersQuestions(chat, { only: random.int(0, 3), until: /на какой номер/i });
  await chat.asked();
  await chat.says('оператор');
  await chat.waits(random.int(20, 90));
  if (random.chance(0.6)) await chat.sendsPhoto(drawFloorPlan(random), random.pick(photoCaptions));
  else
    await chat.sendsPhoto(
      drawBathroom(random),
      random.pick(['Вот в таком духе хотим', 'Сейчас выглядит так', 'Плитку уже выбрали']),
    );
  await chat.waits(random.int(10, 40));
  await chat.says(
    random.pick(['Сколько это может стоить?', 'Посмотрите, пожалуйста', 'Реально сделать до Нового года?', 'За месяц успеете?']),
  );
}

/** The same in a voice note: hands were busy. */
export async function sendsVoice(chat: Chat): Promise<void> {
  await comes(chat);
  await answersQuestions(chat, { only: chat.random.int(0, 3), until: /на какой номер/i });
  await chat.asked();
  await chat.says('оператор');
  await chat.waits(chat.random.int(10, 40));
  await chat.sendsVoice(chat.random.int(4, 19));
}
