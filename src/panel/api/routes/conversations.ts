import { z } from 'zod';
import { defaultQueue, getConversation, getQueue, readConversations } from '../../../conversations/index.ts';
import { type Filterable, fieldsParam, filterOf, paging, toWhere } from '../filters.ts';
import { answerPage, pageOf } from '../lists.ts';
import { type Means, memberOf, moment, personOf, there, unknownReference } from '../means.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { conversationShape, idParams } from '../shapes.ts';

const filterable: Filterable = {
  id: '_id',
  ...Object.fromEntries(
    ['messenger', 'account', 'contact', 'mode', 'queue', 'staff', 'unread', 'waitingSince', 'dueAt', 'lastAt', 'createdAt'].map(
      name => [name, name],
    ),
  ),
};

/** Conversations and who holds them. */
export function conversationRoutes({ desk, dispatcher, config }: Means): ApiRoute[] {
  const { timeZone } = config;

  const read = async (id: string) => there(await getConversation(id), 'conversations');

  /** Does something with a conversation and answers with what it is then. */
  const then = async (id: string, doing: Promise<void>) => {
    await doing;
    return read(id);
  };

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
        const queue = 'queue' in body ? await getQueue(body.queue) : undefined;
        if ('queue' in body && !queue && body.queue !== defaultQueue) throw unknownReference('queue');
        const to =
          'staff' in body ? { staff: await memberOf(body.staff) } : { queue: body.queue, title: queue?.title ?? body.queue };
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
