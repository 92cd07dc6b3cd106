import { createHash } from 'node:crypto';
import { type Change, changeIdsSince, changesByIds } from '../contacts/index.ts';
import { runsSince } from '../conversations/index.ts';
import { type Deal, type DealEvent, dealsSince, listPipelines, type Pipeline } from '../deals/index.ts';
import { getMessages, type MessageMark, messageMarksSince, type StoredMessage } from '../messages/index.ts';
import { tasksDoneSince } from '../tasks/index.ts';
import { type Happening, type HappeningSource, type HappeningType, happeningSources } from './happening.ts';

const pageSize = 500;

type Read<T> = (since: Date, until: Date, page: { skip: number; limit: number }) => Promise<T[]>;

/** What is known already, by the ids of what was read: it is not read again. */
export interface Known {
  has(id: string): boolean;
  add(id: string): void;
}

/** Read from `since` until `until`; `from` is where the look at all of it began. What is older was told long ago. */
interface Stretch {
  from: Date;
  since: Date;
  until: Date;
}

/** What happened from one moment until before another, by its time; without what is known, and only of those `sources`. */
export async function happened(
  { from: began, since, until }: Stretch,
  known: Known,
  sources: readonly HappeningSource[] = happeningSources,
): Promise<Happening[]> {
  const read = async <T>(source: HappeningSource, from: Read<T>) => {
    const all: T[] = [];
    if (!sources.includes(source)) return all;
    // What customers said is among all messages.
    if (source === 'heard' && sources.includes('messages')) return all;
    for (let skip = 0; ; skip += pageSize) {
      const found = await from(since, until, { skip, limit: pageSize });
      all.push(...found);
      if (found.length < pageSize) return all;
    }
  };
  const [changed, ...marked] = await Promise.all([
    read('changes', changeIdsSince),
    read('messages', messageMarksSince),
    read('heard', (from, to, page) => messageMarksSince(from, to, { ...page, heard: true })),
  ]);
  const fresh = changed.filter(id => !known.has(`change:${id}`));
  const marks = marked.flat().filter(mark => !known.has(keyOf(mark)));
  const [changes, messages, deals, tasks, runs] = await Promise.all([
    inPages(fresh, changesByIds),
    messagesOf(marks),
    read('deals', dealsSince),
    read('tasks', tasksDoneSince),
    read('runs', runsSince),
  ]);
  const pipelines = deals.length > 0 ? await listPipelines() : [];
  const events = [
    ...ofChanges(changes),
    ...messages.flatMap(message => ofMessage(message, began)),
    ...deals.flatMap(({ deal, log }) => log.filter(({ at }) => at >= began).flatMap(event => ofDeal(deal, event, pipelines))),
    ...tasks.flatMap(({ done, ...task }) =>
      done
        ? [
            made(
              { type: 'task.done', data: { task: { ...task, done } } },
              `${task.id}:${done.at.getTime()}`,
              done.at,
              task.contact,
            ),
          ]
        : [],
    ),
    ...runs.flatMap(({ changedAt, ...run }) =>
      run.outcome ? [made({ type: 'flow.finished', data: { run } }, run.id, changedAt, run.contact)] : [],
    ),
  ].filter(({ id }) => !known.has(id));
  for (const id of [...fresh.map(each => `change:${each}`), ...marks.map(keyOf), ...events.map(({ id: each }) => each)])
    known.add(id);
  return events.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

const keyOf = ({ id, changedAt }: MessageMark): string => `mark:${id}:${changedAt.getTime()}`;

/** In the order of the marks, as they are by now. */
async function messagesOf(marks: MessageMark[]): Promise<StoredMessage[]> {
  const ids = [...new Set(marks.map(({ id }) => id))];
  const byId = new Map((await inPages(ids, getMessages)).map(message => [message.id, message]));
  return ids.flatMap(id => byId.get(id) ?? []);
}

async function inPages<T>(ids: string[], read: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let i = 0; i < ids.length; i += pageSize) all.push(...(await read(ids.slice(i, i + pageSize))));
  return all;
}

function made<T extends { type: HappeningType; data: object }>(told: T, key: string, at: Date, contact?: string, seenAt = at) {
  return { id: `${told.type}:${key}`, ...told, at, seenAt, ...(contact && { contact }) };
}

const ofField: Record<string, 'contact.created' | 'contact.merged'> = { created: 'contact.created', merged: 'contact.merged' };

/** Lines of one write are one event. */
function ofChanges(changes: Change[]): Happening[] {
  const writes = new Map<string, Change[]>();
  for (const change of changes) {
    // What a field is called ends the id; before it stands the key of the write.
    const key = `${change.contact} ${change.id.slice(0, -change.field.length)}`;
    writes.set(key, [...(writes.get(key) ?? []), change]);
  }
  return [...writes].flatMap(([key, lines]) => ofWrite(key, lines));
}

function ofWrite(key: string, lines: Change[]): Happening[] {
  const [first] = lines;
  if (!first) return [];
  const { contact, at, by } = first;
  const changes = lines.map(({ field, old, new: next }) => ({ field, old: old ?? null, new: next ?? null }));
  const trash = lines.find(({ field }) => field === 'deletedAt');
  const type = trash ? (trash.new ? 'contact.deleted' : 'contact.restored') : (ofField[first.field] ?? 'contact.changed');
  // A part that was seen later than the rest is an event of its own rather than none.
  const id = `${key}${createHash('sha256')
    .update(
      lines
        .map(({ field }) => field)
        .toSorted()
        .join(),
    )
    .digest('hex')
    .slice(0, 8)}`;
  return [made({ type, data: { contact, by, changes } }, id, at, contact)];
}

const ofHistory: Partial<Record<string, 'conversation.assigned' | 'conversation.closed' | 'conversation.reopened'>> = {
  taken: 'conversation.assigned',
  assigned: 'conversation.assigned',
  queued: 'conversation.assigned',
  closed: 'conversation.closed',
  reopened: 'conversation.reopened',
};

/** A message that was changed since is found once more. */
function ofMessage(message: StoredMessage, began: Date): Happening[] {
  const { id, contact, conversation, at, author, kind, text, attachments, location, event, delivery, changedAt } = message;
  if (kind === 'event') {
    const type = event && ofHistory[event.what];
    if (!event || !type) return [];
    const data = { conversation, contact, what: event.what, ...event.values, by: author };
    return [made({ type, data }, id, at, contact, changedAt)];
  }
  const said = {
    id,
    conversation,
    contact,
    at,
    author,
    kind,
    text,
    ...(attachments && { attachments }),
    ...(location && { location }),
  };
  const data = { message: said };
  const isChanged = message.edits !== undefined || message.removed !== undefined || location?.live !== undefined;
  const isOld = isChanged && at < began;
  if (author.kind === 'customer') return isOld ? [] : [made({ type: 'message.received', data }, id, at, contact, changedAt)];
  if (delivery?.state !== 'sent' || (delivery.sentAt && delivery.sentAt < began)) return [];
  return [made({ type: 'message.sent', data }, id, delivery.sentAt ?? changedAt, contact, changedAt)];
}

function ofDeal(deal: Deal, event: DealEvent, pipelines: Pipeline[]): Happening[] {
  const { notes: _notes, stages: stood, presses: _presses, ...shown } = deal;
  const { by } = event;
  const tell = <T extends { type: HappeningType; data: object }>(told: T) =>
    made(told, `${deal.id}:${event.id}`, event.at, deal.contact);
  if (event.what === 'created')
    return [tell({ type: 'deal.created', data: { deal: shown, by, stage: stood[0]?.stage ?? deal.stage } })];
  if (event.what === 'changed') {
    const { field, old = null, new: next = null } = event;
    return [tell({ type: 'deal.changed', data: { deal: shown, by, field, old, new: next } })];
  }
  if (event.what !== 'moved') return [];
  const { from, to, reason } = event;
  const stages = pipelines.find(({ id }) => id === (event.pipeline ?? deal.pipeline))?.stages;
  const kind = stages?.find(({ id }) => id === to)?.kind ?? 'open';
  const data = { deal: shown, by, from, to, ...(reason && { reason }) };
  const moved = tell({ type: 'deal.moved', data });
  return kind === 'open' ? [moved] : [moved, tell({ type: kind === 'won' ? 'deal.won' : 'deal.lost', data })];
}
