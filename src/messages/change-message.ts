import { isDeepStrictEqual } from 'node:util';
import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel } from './message-model.ts';
import type { StoredAttachment, StoredEdit, StoredMessage } from './stored-message.ts';
import type { Button, Entity } from './vocabulary.ts';
import { nudgeWatchers } from './watch-messages.ts';

const messages = rawCollection<MessageDocument>(MessageModel);

/**
 * Keeps what a customer made of an earlier message, and what it was beside it. `key` makes doing it twice the same as doing it once.
 * Answers with the words that it had; nothing when the history has no such message.
 */
export async function editMessage(change: {
  conversation: string;
  externalId: string;
  text: string;
  /** Absent where they stay as they were. */
  attachments?: StoredAttachment[];
  key: string;
  at: Date;
  now: Date;
}): Promise<{ before: string } | undefined> {
  const { conversation, externalId, text, attachments, key, at, now } = change;
  const message = await messages.findOne({ conversation, externalId });
  if (!message) return undefined;
  const files = attachments && !sameFiles(message.attachments ?? [], attachments) ? attachments : undefined;
  // Telegram tells of edits that nobody can see.
  if (message.text === text && !files) return { before: text };
  await write(message._id, {
    edit: before(message, { at, key, files: files !== undefined }),
    set: { text, ...(files && { attachments: files }) },
    now,
  });
  return { before: message.text };
}

/** Keeps what one of the staff made of a message of ours, once the messenger has done it. Buttons that are not told stay as they are. */
export async function rewordMessage(
  message: StoredMessage,
  change: { text: string; entities?: Entity[]; buttons?: Button[][]; by: string; key: string; now: Date },
): Promise<void> {
  const { text, entities, buttons, by, key, now } = change;
  const set = { text, ...(entities && { entities }), ...(buttons && { buttons }) };
  await write(message.id, { edit: { ...before(message, { at: now, key, files: false }), by }, set, now });
}

/** Notes that a message was taken back, by whom; what it said stays in the history. */
export async function markRemoved(id: string, removed: { at: Date; by: string }): Promise<void> {
  await messages.updateOne({ _id: id, removed: { $exists: false } }, { $set: { removed, changedAt: removed.at } });
  nudgeWatchers();
}

/** Shows another page of buttons under a message, as the messenger does by now. */
export async function setPage(id: string, page: { text: string; buttons: Button[][] }, now: Date): Promise<void> {
  await messages.updateOne({ _id: id }, { $set: { ...page, changedAt: now } });
  nudgeWatchers();
}

async function write(id: string, { edit, set, now }: { edit: StoredEdit; set: Partial<MessageDocument>; now: Date }) {
  await messages.updateOne(
    { _id: id, 'edits.key': { $ne: edit.key } },
    {
      $set: { ...set, changedAt: now },
      ...(!set.entities && { $unset: { entities: '' } }),
      $push: { edits: edit },
    },
  );
  nudgeWatchers();
}

function before(
  { text, entities, attachments }: Pick<StoredMessage, 'text' | 'entities' | 'attachments'>,
  { at, key, files }: { at: Date; key: string; files: boolean },
): StoredEdit {
  return { at, key, before: text, ...(entities && { entities }), ...(files && attachments && { attachments }) };
}

/** Each telling of a file has an id of its own, so what the messenger says about them decides. */
function sameFiles(kept: StoredAttachment[], told: StoredAttachment[]): boolean {
  return kept.length === told.length && kept.every((file, i) => isSameFile(file, told[i]));
}

/** What was found out here is no change of theirs: that a file is not to be had, or that it is not what they called it. */
function isSameFile(kept: StoredAttachment, told: StoredAttachment | undefined): boolean {
  if (!told) return false;
  const isCalledSame = kept.kind === told.kind && kept.mime === told.mime;
  return isDeepStrictEqual(saidOf(kept), saidOf(told)) && (isCalledSame || kept.size !== undefined);
}

function saidOf({ file: _file, missing: _missing, program: _program, kind: _kind, mime: _mime, ...said }: StoredAttachment) {
  return said;
}
