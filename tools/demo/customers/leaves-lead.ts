import { answersQuestions } from './answers-questions.ts';
import type { Chat } from './chat.ts';
import { deepLinks } from './words.ts';

/** Comes from an advertisement, or from nowhere, and answers everything to the end, though not everybody gives an e-mail. */
export async function leavesLead(chat: Chat): Promise<void> {
  await comes(chat);
  const isShy = chat.random.chance(0.35);
  await answersQuestions(chat, { ...(isShy && { until: /на какую почту/i }) });
}

/** Half of the people follow a link, the others press Start or simply write. */
export async function comes({ opens, says, random }: Chat): Promise<void> {
  if (random.chance(0.55)) return opens(random.pick(deepLinks));
  if (random.chance(0.5)) return opens();
  return says(
    random.pick([
      'Здравствуйте',
      'Добрый день! Интересует ремонт',
      'Привет',
      'Сколько стоит ремонт ванной?',
      'Здравствуйте, нужна смета',
    ]),
  );
}
