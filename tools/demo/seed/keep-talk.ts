import { Readable } from 'node:stream';
import { recordFacts } from '../../../src/analytics/index.ts';
import { recordConsent } from '../../../src/consents/index.ts';
import { changeContact, findOrCreateContact, patchContact } from '../../../src/contacts/index.ts';
import { advance, claimConversation, recordRun, releaseLease } from '../../../src/conversations/index.ts';
import { createDeal, moveDeal } from '../../../src/deals/index.ts';
import { saveFile } from '../../../src/files/index.ts';
import type { RunRecord } from '../../../src/flow/index.ts';
import { keepMessage } from '../../../src/messages/index.ts';
import { createTask, finishTask } from '../../../src/tasks/index.ts';
import type { PastTask, TalkRecord } from './record.ts';

const owner = 'demo';

/** Writes a talk into the rooms it belongs to, through the doors that they have, and tells whose card it is. Twice is once. */
export async function keepTalk(record: TalkRecord): Promise<string> {
  const { first, conversation, messages, consents, runs, files, tasks } = record;
  if (!first) throw new Error(`Nobody said a word in ${conversation.id}.`);
  const { contact } = await findOrCreateContact(first, first.at);
  await Promise.all([
    keepCard(contact.id, record),
    keepConversation(contact.id, record),
    keepFacts(contact.id, record),
    keepDeals(contact.id, record),
    ...tasks.map((task, n) => keepTask(`demo:${conversation.id}:task:${n}`, { ...task, contact: contact.id })),
    ...messages.map(message => keepMessage({ ...message, contact: contact.id })),
    ...consents.map((entry, n) => recordConsent({ id: `demo:${conversation.id}:${n}`, contact: contact.id, ...entry })),
    ...[...runs.values()].map(({ run, at }) =>
      run.outcome ? recordRun(run, { conversation: conversation.id, contact: contact.id, now: at }) : undefined,
    ),
    ...files.map(({ id, at, file }) =>
      saveFile({ id, name: file.name, stream: Readable.from([file.content]), owner: { conversation: conversation.id }, now: at }),
    ),
  ]);
  return contact.id;
}

/** One event after the other, counted up to 0: the conversation's own count begins with 1. */
async function keepFacts(contact: string, { facts, conversation: { id, messenger } }: TalkRecord): Promise<void> {
  for (const [n, { told, ...place }] of facts.entries())
    await recordFacts(told, { ...place, contact, conversation: id, messenger, version: n + 1 - facts.length });
}

async function keepDeals(contact: string, { deals, conversation }: TalkRecord): Promise<void> {
  for (const [n, { moves, at, ...deal }] of deals.entries()) {
    const key = `demo:${conversation.id}:deal:${n}`;
    await createDeal({ ...deal, contact, key, now: at });
    for (const [m, { stage, at: now }] of moves.entries())
      await moveDeal({ contact, run: deal.run, key: `${key}:${m}`, stage, now });
  }
}

async function keepTask(key: string, { done, at, ...task }: PastTask & { contact: string }): Promise<void> {
  await createTask({ ...task, key, now: at });
  if (done) await finishTask(key, { by: done.by, now: done.at });
}

/** One write after the other, each at its own time: the history of the card is read by people. */
async function keepCard(
  contact: string,
  { writes, edits, conversation, contact: { lastActivityAt } }: TalkRecord,
): Promise<void> {
  const key = `demo:${conversation.id}`;
  const telling = writes.filter(({ patch }) => changesCard(patch));
  const inOrder = [
    ...telling.map(({ patch, by, at }, n) => ({
      at,
      write: () => patchContact(contact, patch, { key: `${key}:${n}`, by, now: at }),
    })),
    ...edits.map(({ edit, by, at }) => ({ at, write: () => changeContact(contact, edit, { by, now: at }) })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const { write } of inOrder) await write();
  const by = { kind: 'messenger' as const, messenger: conversation.messenger };
  await patchContact(contact, { activityAt: lastActivityAt }, { key: `${key}:seen`, by, now: lastActivityAt });
}

function changesCard({
  set,
  custom,
  addTags,
  removeTags,
  score,
  consents,
  touch,
  reachability,
}: TalkRecord['writes'][number]['patch']) {
  const lists = [addTags, removeTags, Object.keys({ ...set, ...custom, ...consents })];
  return Boolean(score || touch || reachability) || lists.some(list => list && list.length > 0);
}

/** The run that goes on stands in the conversation, its answers in the position. */
async function keepConversation(contact: string, { conversation, runs }: TalkRecord): Promise<void> {
  const { id, createdAt, position, lastPress, mode, queue, staff, lastMessage, unread, waitingSince } = conversation;
  const going = position && runs.get(position.run)?.run;
  const claimed = await claimConversation({ id, owner, now: createdAt });
  if (!claimed) return;
  if (claimed.revision === 0) {
    await advance(claimed, {
      now: waitingSince ?? conversation.lastAt,
      contact,
      mode: { mode, ...(queue && { queue }), ...(staff && { staff }) },
      unread,
      waiting: waitingSince !== undefined,
      ...(position && { position }),
      ...(going && { run: withoutAnswers(going) }),
      ...(lastPress && { lastPress }),
      ...(lastMessage && { message: lastMessage }),
    });
  }
  await releaseLease({ id, owner });
}

function withoutAnswers({ answers: _answers, ...run }: RunRecord): Omit<RunRecord, 'answers'> {
  return run;
}
