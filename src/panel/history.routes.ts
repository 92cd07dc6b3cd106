import { Router } from 'express';
import { z } from 'zod';
import { instantOf } from '../lib/zoned-time.ts';
import { findInHistory, history, type Messenger, type StoredMessage } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { newerThan, olderThan, openConversation, stretchLength } from './load-conversation.ts';
import { verbsFor } from './message-verbs.ts';
import { presentMessages } from './present-message.ts';
import { presentPersonal } from './present-phone.ts';
import { presentTime } from './present-time.ts';
import { renderPart } from './render.ts';
import { viewerOf } from './viewer.ts';

const mostFound = 50;
const snippetLength = 90;
const findQuery = z.object({ q: z.string().trim().max(200).catch('') });
const placeQuery = z.object({
  around: z.coerce.number().optional().catch(undefined),
  after: z.coerce.number().optional().catch(undefined),
  /** `YYYY-MM-DD` on the firm's calendar. */
  day: z.iso.date().optional().catch(undefined),
});

/** Other places of a conversation's history: what was found, a day, what comes after. */
export function historyRoutes({ messengers }: { messengers: Messenger[] }): Router {
  const router = Router();

  router.get('/inbox/:id/find', async (req, res) => {
    const { q } = findQuery.parse(req.query);
    const viewer = viewerOf(res);
    const { id } = await openConversation(viewer, req.params.id);
    const found = q.length > 1 ? await findInHistory(id, q, mostFound) : [];
    renderPart(res, 'messages/found', {
      asked: q.length > 1,
      more: found.length === mostFound,
      found: found.map(message => ({
        order: message.order,
        when: presentTime(viewer, message.at),
        words:
          snippet({ ...message, text: presentPersonal(viewer, message.text) }, q) ||
          t(viewer.language, `history:kind.${message.attachments?.[0]?.kind ?? message.kind}`),
      })),
    });
  });

  router.get('/inbox/:id/history', async (req, res) => {
    const viewer = viewerOf(res);
    const { id } = await openConversation(viewer, req.params.id);
    const { around, after, day } = placeQuery.parse(req.query);
    // A place in the history is the time in microseconds.
    const at = day ? instantOf(day, { hour: 0, minute: 0 }, viewer.timeZone).getTime() * 1000 : around;
    const { messages, older, newer } = await stretch(id, { at, after });
    renderPart(res, 'messages/stretch', {
      messages: presentMessages(viewer, messages, verbsFor(viewer, messengers)),
      ...(older && { older }),
      ...(newer && { newer }),
      isBeginning: after === undefined && !older,
    });
  });

  return router;
}

interface Stretch {
  messages: StoredMessage[];
  older?: string | undefined;
  newer?: string | undefined;
}

async function stretch(id: string, { at, after }: { at: number | undefined; after: number | undefined }): Promise<Stretch> {
  if (after !== undefined) {
    const messages = await history(id, { after, limit: stretchLength });
    return { messages, newer: newerThan(id, messages, stretchLength) };
  }
  if (at === undefined) {
    const messages = await history(id, { limit: stretchLength });
    return { messages, older: olderThan(id, messages) };
  }
  const half = stretchLength / 2;
  const [before, behind] = await Promise.all([
    history(id, { before: at, limit: half }),
    history(id, { after: at - 1, limit: half }),
  ]);
  return {
    messages: [...before, ...behind],
    older: olderThan(id, before, half),
    newer: newerThan(id, behind, half),
  };
}

/** The words around the first of those that were looked for. */
function snippet({ text, attachments }: StoredMessage, q: string): string {
  const [word = ''] = q.toLowerCase().replaceAll('ё', 'е').split(/\s+/);
  const at = text.toLowerCase().replaceAll('ё', 'е').indexOf(word);
  if (at < 0) return attachments?.find(({ name }) => name?.toLowerCase().includes(word))?.name ?? text.slice(0, snippetLength);
  const from = Math.max(0, at - 30);
  const to = from + snippetLength;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
