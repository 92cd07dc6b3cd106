import { type Changes, canBeAnswered, changesOf } from '../inbox/index.ts';
import { addressOf, type Messenger, type StoredMessage } from '../messages/index.ts';
import { may } from '../staff/index.ts';
import { presentPersonal } from './present-phone.ts';
import type { Viewer } from './viewer.ts';

/** What may be done with a message by whom looks at it. */
export type Verbs = (message: StoredMessage) => Changes & { reply?: boolean };

export const noVerbs: Verbs = () => ({ edit: false, remove: false });

/** As the viewer's role and the messengers that are on allow. */
export function verbsFor(viewer: Viewer, messengers: Messenger[]): Verbs {
  const { staff, now } = viewer;
  if (!staff || !may(staff, 'write')) return noVerbs;
  return message => {
    const { messenger: name, account } = addressOf(message.conversation);
    const messenger = messengers.find(candidate => candidate.name === name && candidate.account === account);
    const changes = changesOf(message, messenger, now);
    return {
      ...changes,
      edit: changes.edit && seesWhole(viewer, message),
      reply: messenger !== undefined && canBeAnswered(message),
    };
  };
}

/** Whether somebody sees all words of a message: only such are theirs to change. */
export function seesWhole(
  viewer: Viewer,
  { text, change }: Pick<StoredMessage, 'text'> & Partial<Pick<StoredMessage, 'change'>>,
): boolean {
  const planned = change?.what === 'edit' ? (change.text ?? '') : '';
  return [text, planned].every(words => presentPersonal(viewer, words) === words);
}
