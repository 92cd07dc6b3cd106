import { type Changes, canBeAnswered, changesOf } from '../inbox/index.ts';
import { addressOf, type Messenger, type StoredMessage } from '../messages/index.ts';
import { may } from '../staff/index.ts';
import type { Viewer } from './viewer.ts';

/** What may be done with a message by whom looks at it. */
export type Verbs = (message: StoredMessage) => Changes & { reply?: boolean };

export const noVerbs: Verbs = () => ({ edit: false, remove: false });

/** As the viewer's role and the messengers that are on allow. */
export function verbsFor({ staff, now }: Viewer, messengers: Messenger[]): Verbs {
  if (!staff || !may(staff, 'write')) return noVerbs;
  return message => {
    const { messenger: name, account } = addressOf(message.conversation);
    const messenger = messengers.find(candidate => candidate.name === name && candidate.account === account);
    return { ...changesOf(message, messenger, now), reply: messenger !== undefined && canBeAnswered(message) };
  };
}
