import { answersQuestions } from './answers-questions.ts';
import type { Chat } from './chat.ts';
import { comes } from './leaves-lead.ts';

/** Loses a digit of the phone, is told so, and then gives it right. */
export async function mistypesPhone(chat: Chat): Promise<void> {
  await comes(chat);
  await answersQuestions(chat, { until: /на какой номер/i });
  if (await chat.asked())
    await chat.says(chat.random.pick(['8999000123', '+7 999 000 1', 'девять девять девять…', '8 999 00-00-0о1']));
  await answersQuestions(chat);
}
