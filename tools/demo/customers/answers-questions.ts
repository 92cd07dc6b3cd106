import type { Asked, Chat } from './chat.ts';
import { replyToQuestion } from './reply-to-question.ts';

/** Nobody answers more in one go; a bot that asks in a circle shall not hold a customer for ever. */
const most = 20;

/** Answers what the bot asks, one question after another: all of them, or until the question that `until` names. */
export async function answersQuestions(
  chat: Chat,
  { until, only = most }: { until?: RegExp; only?: number } = {},
): Promise<void> {
  for (let answered = 0; answered < only; answered++) {
    const asked = await chat.asked();
    if (!asked || until?.test(asked.text)) return;
    await answersOne(chat, asked);
  }
}

async function answersOne(chat: Chat, asked: Asked): Promise<void> {
  const reply = replyToQuestion(asked, chat.person, chat.random);
  if (reply.kind === 'press') await chat.presses(reply.label);
  else if (reply.kind === 'phone') await chat.sharesPhone();
  else await chat.says(reply.text);
}
