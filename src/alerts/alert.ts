/**
 * What somebody of the staff may be told of: a customer writes in a conversation of theirs (`mine`) or in one that nobody holds (`queue`); a
 * colleague calls them in a note (`mention`), a flow asks for them (`notice`), a reply of theirs that was to go later is held back (`held`), a task reminds (`task`).
 */
export const alertKinds = ['mine', 'queue', 'mention', 'notice', 'held', 'task'] as const;
export type AlertKind = (typeof alertKinds)[number];

/** What a person chooses about: their own conversations, those of nobody, what is meant for them by name. */
export const alertTopics = ['mine', 'queue', 'personal'] as const;
export type AlertTopic = (typeof alertTopics)[number];

export const topicOf = (kind: AlertKind): AlertTopic => (kind === 'mine' || kind === 'queue' ? kind : 'personal');

export interface Alert {
  /** The same for whoever finds it anew: nobody is told of one thing twice. */
  key: string;
  kind: AlertKind;
  /** Whom to tell; anybody who answers customers where it is not told. */
  staff?: string;
  /** Those of them whom it concerns, where not all are: the members of a queue. */
  members?: string[];
  /** Empty where it is of none. */
  conversation: string;
  /** Of a task: whose it is. */
  contact?: string;
  /** Where in the panel it leads; to the conversation where it is not told. */
  href?: string;
  /** Of whom it is: the customer's name; of a mention, whose words they are. */
  who: string;
  /** The first words. */
  text: string;
  at: Date;
}

/** So many letters of a message are shown outside the panel. */
export const shownLength = 140;

/** Whether it concerns somebody who answers customers. */
export function concerns({ staff, members = [] }: Pick<Alert, 'staff' | 'members'>, person: string): boolean {
  if (staff !== undefined) return staff === person;
  return members.length === 0 || members.includes(person);
}
