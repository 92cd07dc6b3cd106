import { isDeepStrictEqual } from 'node:util';
import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel } from './message-model.ts';
import type { StoredAttachment, StoredEdit } from './stored-message.ts';
import type { Entity } from './vocabulary.ts';
import { nudgeWatchers } from './watch-messages.ts';

const messages = rawCollection<MessageDocument>(MessageModel);

/** What somebody made of a message of theirs. */
interface Edit {
  text: string;
  entities?: Entity[];
  /** Absent where they stay as they were. */
  attachments?: StoredAttachment[];
  key: string;
  at: Date;
}

/** Messengers tell whole seconds, and changes of ours stand beside theirs. */
const sameMomentMs = 1000;

/**
 * Keeps what a customer made of an earlier message, and what it was beside it. `key` makes doing it twice the same as doing it once. A change
 * that was told after a later one takes its place before that one, and the words of now stay. Answers with the words that it had, where they are
 * others now; nothing when the history has no such message.
 */
export async function editMessage(
  change: Edit & { conversation: string; externalId: string; now: Date },
): Promise<{ before?: string } | undefined> {
  const { conversation, externalId, key, now } = change;
  const message = await messages.findOne({ conversation, externalId });
  if (!message) return undefined;
  const edits = message.edits ?? [];
  const done = edits.find(edit => edit.key === key);
  if (done) return done === edits.at(-1) ? { before: done.before } : {};
  const place = edits.findIndex(({ at }) => at.getTime() - change.at.getTime() >= sameMomentMs);
  const made = place < 0 ? latest(message, change) : late(message, place, change);
  const answer = place < 0 ? { before: message.text } : {};
  // Telegram tells of edits that nobody can see.
  if (!made) return answer;
  const { $set, where = {}, ...rest } = made;
  const isHere = { _id: message._id, 'edits.key': { $ne: key }, ...where };
  const { matchedCount } = await messages.updateOne(isHere, { $set: { ...$set, changedAt: now }, ...rest });
  if (matchedCount === 0) return editMessage(change);
  nudgeWatchers();
  return answer;
}

interface Made {
  $set: Partial<MessageDocument>;
  $unset?: { entities: '' };
  $push?: { edits: StoredEdit };
  /** Where it is written only. */
  where?: { edits: { $size: number } };
}

function latest({ text: before, entities, attachments: former = [] }: MessageDocument, change: Edit): Made | undefined {
  const { at, key, text, entities: links, attachments } = change;
  const files = attachments && !sameFiles(former, attachments) ? attachments : undefined;
  if (before === text && !files) return undefined;
  const edit: StoredEdit = { at, key, before, ...(entities && { entities }), ...(files && { attachments: former }) };
  return {
    $set: { text, ...(links && { entities: links }), ...(files && { attachments: files }) },
    ...(!links && { $unset: { entities: '' } }),
    $push: { edits: edit },
  };
}

/** What it was before the next change is what this one made of it. */
function late({ attachments: present = [], edits = [] }: MessageDocument, place: number, change: Edit): Made | undefined {
  const next = edits[place];
  if (!next) return undefined;
  const { at, key, text, entities: links, attachments } = change;
  const former = edits.slice(place).find(edit => edit.attachments)?.attachments ?? present;
  const files = attachments && !sameFiles(former, attachments) ? attachments : undefined;
  if (next.before === text && !files) return undefined;
  const { before, entities, ...stays } = next;
  const edit: StoredEdit = { at, key, before, ...(entities && { entities }), ...(files && { attachments: former }) };
  const then: StoredEdit = { ...stays, before: text, ...(links && { entities: links }), ...(files && { attachments: files }) };
  const all = [...edits.slice(0, place), edit, then, ...edits.slice(place + 1)];
  return { $set: { edits: all }, where: { edits: { $size: edits.length } } };
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
