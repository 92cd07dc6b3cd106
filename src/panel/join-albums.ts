import type { StoredMessage } from '../messages/index.ts';

/** The parts of an album came as messages of their own and are shown as one: the first, with the files and the words of all. */
export function joinAlbums(messages: StoredMessage[]): StoredMessage[] {
  const joined: StoredMessage[] = [];
  for (const message of messages) {
    const before = joined.at(-1);
    if (message.album === undefined || before?.album !== message.album) joined.push(message);
    else joined[joined.length - 1] = join(before, message);
  }
  return joined;
}

function join(one: StoredMessage, other: StoredMessage): StoredMessage {
  const text = [one.text, other.text].filter(Boolean).join('\n');
  const edits = [...(one.edits ?? []), ...(other.edits ?? [])];
  return {
    ...one,
    text,
    attachments: [...(one.attachments ?? []), ...(other.attachments ?? [])],
    ...(edits.length > 0 && { edits }),
    changedAt: one.changedAt > other.changedAt ? one.changedAt : other.changedAt,
  };
}
