import { type MessengerName, messengerNames } from '../../messages/index.ts';

/** What is said everywhere where a messenger has no words of its own. */
export const allOf = 'all';

/** The parts of a content as its editor names them. */
export const bodies = [allOf, ...messengerNames] as const;
export type BodyOf = (typeof bodies)[number];

/** What the names of the fields of one part begin with: `content.all`, `content.telegram`. */
export const bodyName = (prefix: string, body: string): string => `${prefix}.${body}`;

export const messengerOf = (body: BodyOf): MessengerName | undefined => (body === allOf ? undefined : body);
