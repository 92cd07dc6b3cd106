import { answersQuestions } from './answers-questions.ts';
import type { Chat } from './chat.ts';
import { comes } from './leaves-lead.ts';

/** Answers some questions and then closes the phone: the questionnaire waits for the rest. */
export async function goesSilent(chat: Chat): Promise<void> {
  await comes(chat);
  await answersQuestions(chat, { only: chat.random.int(0, 5) });
}
