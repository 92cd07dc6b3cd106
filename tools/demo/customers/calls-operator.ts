import type { Chat } from './chat.ts';
import { comes } from './leaves-lead.ts';
import { questionsForPeople, reminders } from './words.ts';

/** Does not want to talk to a bot: asks for a person, puts the question and waits. */
export async function callsOperator(chat: Chat): Promise<void> {
  const { random } = chat;
  await comes(chat);
  await chat.asked();
  await chat.says(random.pick(['оператор', 'Оператор', 'позовите оператора']));
  await chat.waits(random.int(5, 30));
  await chat.says(random.pick(questionsForPeople).ask);
  if (!random.chance(0.35)) return;
  await chat.waits(random.int(120, 500));
  await chat.says(random.pick(reminders));
}
