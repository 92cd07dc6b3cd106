import type { Outgoing, StoredMessage } from '../messages/index.ts';

/** A message of the history as the messenger's folder takes it. `refs`: what the messenger calls those files that it has already. */
export function toOutgoing(
  { text, entities, buttons, removeKeyboard, location, attachments = [], quoted = [] }: StoredMessage,
  refs: ReadonlyMap<string, string> = new Map(),
): Outgoing {
  const answered = quoted.find(({ relation }) => relation === 'reply')?.externalId;
  return {
    text,
    ...(entities && { entities }),
    ...(buttons && { buttons }),
    ...(removeKeyboard && { removeKeyboard }),
    ...(location && { location }),
    ...(answered !== undefined && { replyTo: { externalId: answered } }),
    ...(attachments.length > 0 && { attachments: attachments.map(attachment => toAttachment(attachment, refs)) }),
  };
}

type Stored = NonNullable<StoredMessage['attachments']>[number];

function toAttachment(
  { file, kind, name = 'file', mime = 'application/octet-stream', size = 0, duration }: Stored,
  refs: ReadonlyMap<string, string>,
) {
  const ref = refs.get(file);
  return {
    id: file,
    kind: kind === 'sticker' || kind === 'videoNote' || kind === 'animation' ? ('document' as const) : kind,
    name,
    mime,
    size,
    ...(duration !== undefined && { duration }),
    ...(ref && { ref }),
  };
}

/** How many messages the messenger counts: each file of an album is one, and taking a keyboard away where buttons come is a message of its own. */
export function costOf({ attachments = [], removeKeyboard, buttons }: StoredMessage): number {
  return Math.max(attachments.length, 1) + (removeKeyboard && buttons?.length ? 1 : 0);
}
