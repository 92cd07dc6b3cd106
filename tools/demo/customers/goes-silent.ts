import { answersQuestions } from './answers-questions.ts';
import type { Chat } from './chat.ts';
import { comes } from './leaves-lead.ts';

/** Answers some questions and then closes the phone, at an e-mail at the latest: the questionnaire waits for the rest. */
export async function goesSilent(chat: Chat): Promise<void> {
  await comes(chat);
  await answersQuestions(chat, { only: chat.random.int(0, 6), until: /на какую почту/i });
}
