import { z } from 'zod';
import { getContact } from '../../../contacts/index.ts';
import { conversationsOf, getConversation } from '../../../conversations/index.ts';
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
import { labelLength, mostButtons, toButtons } from '../../compose.ts';
import { badCursor, paging } from '../filters.ts';
import { answerPage, pageOf } from '../lists.ts';
import { type Means, memberOf, personOf, there, unknownReference } from '../means.ts';
import { presentMessage } from '../present.ts';
import { type ApiRoute, type Call, defineRoute } from '../route.ts';
import { idParams, messageShape } from '../shapes.ts';
import { fileOwner } from './files.ts';

const messageBody = z
  .strictObject({
    text: z.string().max(20_000).default(''),
    files: z.array(z.string().max(100)).max(10).default([]).describe('Ids of files that this key has uploaded'),
    buttons: z
      .array(
        z.strictObject({
          label: z.string().trim().min(1).max(labelLength),
          url: z
            .url({ protocol: /^https?$/ })
            .exactOptional()
            .describe('Without it the label comes back as a message of the customer’s'),
        }),
      )
      .max(mostButtons)
      .default([]),
    location: z
      .strictObject({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        title: z.string().trim().max(100).exactOptional(),
      })
      .exactOptional(),
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

/** The place of an entry that a page ended with. AppError `api.bad_cursor`. */
function orderOf(place: string): number {
  const order = Number(place);
  if (!place || !Number.isFinite(order)) throw badCursor();
  return order;
}

/** What is said in conversations. */
export function messageRoutes({ desk, config: { region } }: Means): ApiRoute[] {
  const read = async (id: string) => there(await getConversation(id), 'conversations');

  type Reading = Call<unknown, z.output<typeof historyQuery>, unknown>;

  /** A history from its latest entry backwards. */
  const answerHistory = (call: Reading, readPage: (page: HistoryPage) => Promise<StoredMessage[]>) =>
    answerPage(call, async ({ limit, after }) => {
      const found = await readPage({ limit: limit + 1, ...(after !== undefined && { before: orderOf(after) }) });
      const items = found.toReversed().slice(0, limit);
      return {
        items: items.map(message => presentMessage(message, call.key, region)),
        hasMore: found.length > limit,
        place: items.at(-1)?.order.toString(),
      };
    });

  async function send(id: string, body: z.output<typeof messageBody>, call: Pick<Call<0, 0, 0>, 'key' | 'writeKey'>) {
    const conversation = await read(id);
    const staff = await speaker(body.staff, conversation.staff, call.key);
    const attachments = await attachmentsOf(body.files, call.key);
    const first = await getMessage(partId(call.writeKey, 0));
    if (!first) {
      const { files: _files, staff: _staff, buttons, ...said } = body;
      const parts = { attachments, buttons: toButtons(buttons) };
      await desk.reply({ ...said, ...parts, conversation: id, staff, key: call.writeKey, interjected: true });
    }
    return { data: (await partsOf(call.writeKey)).map(message => presentMessage(message, call.key, region)) };
  }

  const present = async (id: string, key: ApiKey) => presentMessage(there(await getMessage(id), 'messages'), key, region);

  /** Does something with a message and answers with what it is then. */
  const change = async (id: string, key: ApiKey, doing: () => Promise<void>) => {
    await present(id, key);
    await doing();
    return present(id, key);
  };

  return [
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
      summary: 'Sends a message in the conversation that the contact used last and can be reached in',
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
      id: 'messages.get',
      method: 'get',
      path: '/messages/{id}',
      scope: 'messages:read',
      summary: 'A message, and how far it came',
      params: idParams,
      answer: messageShape,
      handler: ({ params, key }) => present(params.id, key),
    }),
    defineRoute({
      id: 'messages.edit',
      method: 'patch',
      path: '/messages/{id}',
      scope: 'messages:send',
      summary:
        'Changes the words of what was sent, where the messenger still allows it. It is done in its turn: look at `change`',
      params: idParams,
      body: z.strictObject({ text: z.string().trim().min(1).max(20_000) }),
      status: 202,
      answer: messageShape,
      handler: ({ params, body, key }) => change(params.id, key, () => desk.edit(params.id, body.text, personOf(key))),
    }),
    defineRoute({
      id: 'messages.remove',
      method: 'delete',
      path: '/messages/{id}',
      scope: 'messages:send',
      summary: 'Takes back what was sent, where the messenger still allows it. It is done in its turn: look at `removed`',
      params: idParams,
      status: 202,
      answer: messageShape,
      handler: ({ params, key }) => change(params.id, key, () => desk.remove(params.id, personOf(key))),
    }),
    defineRoute({
      id: 'messages.sendAgain',
      method: 'post',
      path: '/messages/{id}/send-again',
      scope: 'messages:send',
      summary: 'Sends once more what failed, or of what it is not known whether it came',
      params: idParams,
      status: 202,
      answer: messageShape,
      handler: ({ params, key }) => change(params.id, key, () => desk.sendAgain(params.id)),
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

/** Whoever the request names, else who has the conversation and still works here; else the history shows the key's name. */
async function speaker(
  named: string | undefined,
  holder: string | undefined,
  key: ApiKey,
): Promise<{ id: string; name: string }> {
  if (named !== undefined) return memberOf(named);
  const found = holder === undefined ? undefined : (await activeStaff()).find(({ id }) => id === holder);
  return found ? { id: found.id, name: found.name } : personOf(key);
}

/** Only what this key has uploaded. */
async function attachmentsOf(ids: string[], key: ApiKey): Promise<OutgoingAttachment[]> {
  return Promise.all(
    ids.map(async (id, i) => {
      const file = await fileInfo(id);
      if (file?.owner.staff !== fileOwner(key)) throw unknownReference(`files.${i}`);
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
