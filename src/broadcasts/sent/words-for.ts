import { consider, type Delivery, type MessageContent } from '../../deliveries/index.ts';
import type { Fitted } from '../../messages/index.ts';
import { sendingRules } from '../../outbox/index.ts';

export interface Words {
  messages: Fitted[];
  /** Nothing is said to them any more, since they cannot be written to. */
  never?: string;
}

/** What each delivery would say with other contents. What has been said needs no quiet hour, no consent and no place below a limit to be put right. */
export async function wordsFor(deliveries: Delivery[], contents: MessageContent[], now: Date): Promise<Words[]> {
  const rules = { ...(await sendingRules()), caps: {}, consentNeeded: false, hold: { people: 0, bot: 0 } };
  const quietHours = { ...rules.quietHours, on: false };
  const considered = await consider(
    // Advertising that was agreed to then may be mended though it is not agreed to now; its way out stays under it.
    deliveries.map(({ topic: _topic, expires: _expires, ...delivery }) => delivery),
    { now, contents, rules: { ...rules, quietHours } },
  );
  return considered.map(({ verdict, messages }) =>
    verdict.kind === 'never' ? { messages, never: verdict.reason } : { messages },
  );
}
