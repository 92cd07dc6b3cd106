import { isDeepStrictEqual } from 'node:util';
import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel } from './message-model.ts';
import type { StoredAttachment } from './stored-message.ts';
import type { Entity } from './vocabulary.ts';
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
  entities?: Entity[];
  /** Absent where they stay as they were. */
  attachments?: StoredAttachment[];
  key: string;
  at: Date;
  now: Date;
}): Promise<{ before: string } | undefined> {
  const { conversation, externalId, text, attachments, key, at, now, entities: links } = change;
  const message = await messages.findOne({ conversation, externalId });
  if (!message) return undefined;
  const files = attachments && !sameFiles(message.attachments ?? [], attachments) ? attachments : undefined;
  // Telegram tells of edits that nobody can see.
  if (message.text === text && !files) return { before: text };
  const { text: before, entities, attachments: former } = message;
  const edit = { at, key, before, ...(entities && { entities }), ...(files && former && { attachments: former }) };
  await messages.updateOne(
    { _id: message._id, 'edits.key': { $ne: key } },
    {
      $set: { text, ...(links && { entities: links }), ...(files && { attachments: files }), changedAt: now },
      ...(!links && { $unset: { entities: '' } }),
      $push: { edits: edit },
    },
  );
  nudgeWatchers();
  return { before };
}

/**
 * Shows the last place of somebody who shares where they are in the message that began it, without a trace of those before. False when the
 * history has no such message.
 */
export async function moveLocation(to: {
  conversation: string;
  externalId: string;
  latitude: number;
  longitude: number;
  at: Date;
  now: Date;
}): Promise<boolean> {
  const { conversation, externalId, latitude, longitude, at, now } = to;
  const message = await messages.findOne({ conversation, externalId }, { projection: { location: 1 } });
  if (!message) return false;
  const location = { ...message.location, latitude, longitude, live: { at } };
  const isNews = { $or: [{ 'location.live.at': { $lte: at } }, { 'location.live': { $exists: false } }] };
  const { matchedCount } = await messages.updateOne({ _id: message._id, ...isNews }, { $set: { location, changedAt: now } });
  if (matchedCount > 0) nudgeWatchers();
  return true;
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
