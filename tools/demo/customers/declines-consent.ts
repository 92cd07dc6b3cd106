import type { Chat } from './chat.ts';
import { comes } from './leaves-lead.ts';

/** Does not agree that anything is kept. */
export async function declinesConsent(chat: Chat): Promise<void> {
  await comes(chat);
  const asked = await chat.asked();
  const no = asked?.labels.find(label => /не даю|не соглас|^нет/i.test(label));
  if (no !== undefined) await chat.presses(no);
}
