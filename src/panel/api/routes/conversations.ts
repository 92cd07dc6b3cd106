import { z } from 'zod';
import { getContact } from '../../../contacts/index.ts';
import { conversationsOf, getConversation, getQueue, readConversations } from '../../../conversations/index.ts';
import { fileInfo } from '../../../files/index.ts';
import type { ApiKey } from '../../../keys/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import {
  getMessage,
  type HistoryPage,
  history,
  jointHistory,
  type OutgoingAttachment,
  type StoredMessage,
} from '../../../messages/index.ts';
import { activeStaff } from '../../../staff/index.ts';
import { type Filterable, fieldsParam, filterOf, paging, toWhere } from '../filters.ts';
import { answerPage, pageOf } from '../lists.ts';
import { type Means, moment, personOf, there } from '../means.ts';
import { presentMessage } from '../present.ts';
import { type ApiRoute, type Call, defineRoute } from '../route.ts';
import { conversationShape, idParams, messageShape } from '../shapes.ts';
import { fileOwner } from './files.ts';

const filterable: Filterable = {
  id: '_id',
  ...Object.fromEntries(
    ['messenger', 'account', 'contact', 'mode', 'queue', 'staff', 'unread', 'waitingSince', 'dueAt', 'lastAt', 'createdAt'].map(
      name => [name, name],
    ),
  ),
};

const messageBody = z
  .strictObject({
    text: z.string().max(20_000).default(''),
    files: z.array(z.string().max(100)).max(10).default([]).describe('Ids of files that this key has uploaded'),
    replyTo: z.string().max(300).exactOptional().describe('The id of the customer’s message that it answers'),
    staff: z
      .string()
      .max(100)
      .exactOptional()
      .describe('Who of the staff says it; unless told, whoever has the conversation, else whoever made the key'),
  })
  .meta({ id: 'NewMessage' });

const historyQuery = z.strictObject(paging);
const sent = z.object({ data: z.array(messageShape) });

/** Conversations, who holds them, and what is said in them. */
export function conversationRoutes({ desk, dispatcher, config }: Means): ApiRoute[] {
  const { region, timeZone } = config;

  const read = async (id: string) => there(await getConversation(id), 'conversations');

  /** Does something with a conversation and answers with what it is then. */
  const then = async (id: string, doing: Promise<void>) => {
    await doing;
    return read(id);
  };

  type Reading = Call<unknown, z.output<typeof historyQuery>, unknown>;

  /** A history from its latest entry backwards. */
  const answerHistory = (call: Reading, readPage: (page: HistoryPage) => Promise<StoredMessage[]>) =>
    answerPage(call, async ({ limit, after }) => {
      const found = await readPage({ limit: limit + 1, ...(after && { before: Number(after) }) });
      const items = found.toReversed().slice(0, limit);
      return {
        items: items.map(message => presentMessage(message, call.key, region)),
        hasMore: found.length > limit,
        place: items.at(-1)?.order.toString(),
      };
    });

  async function send(id: string, body: z.output<typeof messageBody>, call: Pick<Call<0, 0, 0>, 'key' | 'writeKey'>) {
    const conversation = await read(id);
    const staff = await speaker(body.staff ?? conversation.staff, call.key);
    const attachments = await attachmentsOf(body.files, call.key);
    const first = await getMessage(partId(call.writeKey, 0));
    if (!first) {
      const botSpeaks = conversation.mode === 'bot';
      // The bot is interrupted, and asks its question again afterwards.
      if (botSpeaks) await desk.takeOver(id, staff);
      const { text, replyTo } = body;
      await desk.reply({ conversation: id, staff, text, key: call.writeKey, ...(replyTo && { replyTo }), attachments });
      if (botSpeaks) await desk.giveBack(id, staff);
    }
    return { data: (await partsOf(call.writeKey)).map(message => presentMessage(message, call.key, region)) };
  }

  return [
    defineRoute({
      id: 'conversations.list',
      method: 'get',
      path: '/conversations',
      scope: 'conversations:read',
      summary: 'Conversations, by their ids',
      query: z.strictObject({
        ...paging,
        filter: filterOf(filterable).exactOptional(),
        fields: fieldsParam(conversationShape.shape).exactOptional(),
      }),
      answer: pageOf(conversationShape.partial().required({ id: true })),
      handler: call => {
        const where = toWhere(call.query.filter, filterable, { now: call.now, timeZone });
        return answerPage(call, async page => {
          const { conversations, hasMore } = await readConversations({ where, ...page });
          return { items: conversations, hasMore };
        });
      },
    }),
    defineRoute({
      id: 'conversations.get',
      method: 'get',
      path: '/conversations/{id}',
      scope: 'conversations:read',
      summary: 'A conversation',
      params: idParams,
      answer: conversationShape,
      handler: ({ params }) => read(params.id),
    }),
    defineRoute({
      id: 'conversations.messages',
      method: 'get',
      path: '/conversations/{id}/messages',
      scope: 'messages:read',
      summary: 'What was said in a conversation, the latest first',
      params: idParams,
      query: historyQuery,
      answer: pageOf(messageShape),
      handler: async call => {
        const { id } = await read(call.params.id);
        return answerHistory(call, page => history(id, page));
      },
    }),
    defineRoute({
      id: 'contacts.messages',
      method: 'get',
      path: '/contacts/{id}/messages',
      scope: 'messages:read',
      summary: 'What was said with a contact in all messengers, the latest first',
      params: idParams,
      query: historyQuery,
      answer: pageOf(messageShape),
      handler: async call => {
        const contact = there(await getContact(call.params.id), 'contacts');
        return answerHistory(call, page =>
          jointHistory(
            contact.identities.map(({ key }) => key),
            page,
          ),
        );
      },
    }),
    defineRoute({
      id: 'messages.send',
      method: 'post',
      path: '/conversations/{id}/messages',
      scope: 'messages:send',
      summary: 'Sends a message as the firm. Long ones become several. It is queued, and goes out in its turn',
      params: idParams,
      body: messageBody,
      needsKey: true,
      status: 202,
      answer: sent,
      handler: call => send(call.params.id, call.body, call),
    }),
    defineRoute({
      id: 'contacts.send',
      method: 'post',
      path: '/contacts/{id}/messages',
      scope: 'messages:send',
      summary: 'The same in the conversation that the contact used last and can be reached in',
      params: idParams,
      body: messageBody,
      needsKey: true,
      status: 202,
      answer: sent,
      handler: async call => {
        const contact = there(await getContact(call.params.id), 'contacts');
        const reachable = contact.identities.filter(({ reachability }) => reachability.state === 'reachable');
        const known = await conversationsOf(contact.id);
        const conversation = known.find(({ id }) => reachable.some(({ key }) => key === id));
        if (!conversation)
          throw new AppError('api.unreachable', 'There is no conversation in which this contact can be written to.');
        return send(conversation.id, call.body, call);
      },
    }),
    defineRoute({
      id: 'conversations.assign',
      method: 'post',
      path: '/conversations/{id}/assign',
      scope: 'conversations:write',
      summary: 'Gives a conversation to one of the staff or to a queue',
      params: idParams,
      body: z.union([
        z.strictObject({ staff: z.string().min(1).max(100), note: z.string().max(500).exactOptional() }),
        z.strictObject({ queue: z.string().min(1).max(100), note: z.string().max(500).exactOptional() }),
      ]),
      answer: conversationShape,
      handler: async ({ params, body, key }) => {
        await read(params.id);
        const { note } = body;
        const to =
          'staff' in body
            ? { staff: await memberOf(body.staff) }
            : { queue: body.queue, title: (await getQueue(body.queue))?.title ?? body.queue };
        return then(params.id, dispatcher.transfer(params.id, to, { by: personOf(key), ...(note && { note }) }));
      },
    }),
    defineRoute({
      id: 'conversations.giveToBot',
      method: 'post',
      path: '/conversations/{id}/give-to-bot',
      scope: 'conversations:write',
      summary: 'Lets the bot go on at the exact question where it was stopped',
      params: idParams,
      answer: conversationShape,
      handler: ({ params, key }) => then(params.id, desk.giveBack(params.id, personOf(key))),
    }),
    defineRoute({
      id: 'conversations.snooze',
      method: 'post',
      path: '/conversations/{id}/snooze',
      scope: 'conversations:write',
      summary: 'Puts a conversation off; a message of the customer, or the time, brings it back',
      params: idParams,
      body: z.strictObject({ until: moment }),
      answer: conversationShape,
      handler: ({ params, body, key }) => then(params.id, dispatcher.snooze(params.id, body.until, { by: personOf(key) })),
    }),
    defineRoute({
      id: 'conversations.close',
      method: 'post',
      path: '/conversations/{id}/close',
      scope: 'conversations:write',
      summary: 'Ends the talk of people; a new message opens it again',
      params: idParams,
      body: z.strictObject({ reason: z.string().max(500).exactOptional() }),
      answer: conversationShape,
      handler: ({ params, body, key }) => then(params.id, dispatcher.close(params.id, { by: personOf(key), ...body })),
    }),
    defineRoute({
      id: 'conversations.reopen',
      method: 'post',
      path: '/conversations/{id}/reopen',
      scope: 'conversations:write',
      summary: 'Opens a closed conversation again',
      params: idParams,
      answer: conversationShape,
      handler: ({ params, key }) => then(params.id, dispatcher.reopen(params.id, { by: personOf(key) })),
    }),
  ];
}

/** The parts of what was sent under a key, as the desk names them. */
const partId = (key: string, part: number): string => `reply:${key}:${part}`;

async function partsOf(key: string): Promise<StoredMessage[]> {
  const parts: StoredMessage[] = [];
  for (;;) {
    const part = await getMessage(partId(key, parts.length));
    if (!part) return parts;
    parts.push(part);
  }
}

async function memberOf(id: string): Promise<{ id: string; name: string }> {
  const found = (await activeStaff()).find(staff => staff.id === id);
  if (!found) throw new AppError('staff.not_found', 'Nobody of the staff has this id.', { field: 'staff', fields: ['staff'] });
  return { id: found.id, name: found.name };
}

/** The person it is said by; the history shows the key's name where nobody was named. */
async function speaker(id: string | undefined, key: ApiKey): Promise<{ id: string; name: string }> {
  const found = id === undefined ? undefined : (await activeStaff()).find(staff => staff.id === id);
  return found ? { id: found.id, name: found.name } : personOf(key);
}

/** Only what this key has uploaded. */
async function attachmentsOf(ids: string[], key: ApiKey): Promise<OutgoingAttachment[]> {
  return Promise.all(
    ids.map(async (id, i) => {
      const file = await fileInfo(id);
      if (file?.owner.staff !== fileOwner(key))
        throw new AppError('file.not_found', 'This key has uploaded no such file.', {
          problems: { [`files.${i}`]: { message: 'Unknown.' } },
        });
      const { kind, name, mime, size = 0, duration } = file;
      return { id, kind: sendable(kind), name, mime, size, ...(duration !== undefined && { duration }) };
    }),
  );
}

function sendable(kind: StoredMessageKind): OutgoingAttachment['kind'] {
  if (kind === 'sticker') return 'photo';
  return kind === 'videoNote' || kind === 'animation' ? 'video' : kind;
}

type StoredMessageKind = NonNullable<StoredMessage['attachments']>[number]['kind'];
