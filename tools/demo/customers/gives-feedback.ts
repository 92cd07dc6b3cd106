import { answersQuestions } from './answers-questions.ts';
import type { Chat } from './chat.ts';

/** Follows the link that the foreman sent when the work was done. */
export async function givesFeedback(chat: Chat): Promise<void> {
  await chat.opens('review');
  await answersQuestions(chat);
}
