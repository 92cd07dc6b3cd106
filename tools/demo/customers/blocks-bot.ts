import { answersQuestions } from './answers-questions.ts';
import type { Chat } from './chat.ts';
import { comes } from './leaves-lead.ts';

/** Looks in, answers a little and stops the bot for good. */
export async function blocksBot(chat: Chat): Promise<void> {
  await comes(chat);
  await answersQuestions(chat, { only: chat.random.int(0, 2) });
  await chat.waits(chat.random.int(5, 60));
  await chat.blocks();
}
