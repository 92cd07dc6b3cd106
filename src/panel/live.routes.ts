import { type Request, Router } from 'express';
import { z } from 'zod';
import { type Alert, concerns, noteSeen, recentAlertSettings, topicOf } from '../alerts/index.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { history, type Messenger, messageMarksSince, type StoredMessage } from '../messages/index.ts';
import { signal, signalsSince } from '../signals/index.ts';
import { getSession, getStaff, may } from '../staff/index.ts';
import { gather } from './gather.ts';
import { createBubbles } from './live-bubbles.ts';
import { changedFrame, createLiveHub, inboxChanged, summarize } from './live-hub.ts';
import { frameOf, openStream, type Stream } from './live-stream.ts';
import { openConversation } from './load-conversation.ts';
import { calledOf, presentAlert } from './present-alert.ts';
import { staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

/** Proxies cut off what is silent for a minute. */
const heartbeatMs = 25_000;
/** So many who come within this time are answered once. */
const gatherMs = 200;
/** Clocks of several machines differ; what is told twice only replaces itself. */
const overlapMs = 5000;
/** By so much two machines' clocks usually differ; a list that is read anew for nothing costs little. */
const skewMs = 1000;
const dayMs = 24 * 60 * 60_000;
const pageLength = 100;
/** After so long a night nothing rings: the lists show what waits. */
const longestCutMs = 60 * 60_000;

const liveQuery = z.object({ conversation: z.string().max(300).optional(), since: z.coerce.number().optional() });

/**
 * One event stream a page. `message` carries the open conversation's new and changed bubbles; `inbox` says that the list is not what it was;
 * `changed` names what else is not (topics of signals); `typing` tells who else looks at the conversation and writes; `alert` is for this person
 * alone. The id of an event is the moment of the latest change it tells of; a stream that begins with `Last-Event-ID` first tells what was
 * missed, of every kind.
 */
export function liveRoutes({ clock, messengers }: { clock: Clock; messengers: Messenger[] }): Router {
  const router = Router();
  const hub = createLiveHub();
  const bubbles = createBubbles(messengers);

  router.get('/live', async (req, res) => {
    const { conversation, since } = liveQuery.parse(req.query);
    const staff = staffOf(res);
    if (conversation) await openConversation(viewerOf(res), conversation);
    const stream = openStream(res);
    const last = z.coerce.number().safeParse(req.get('last-event-id') ?? since);
    const cursor = last.success ? last.data - overlapMs : undefined;
    const mine = newId();
    const viewer = () => ({ ...viewerOf(res), now: clock.now() });

    // One after the other, so that what was missed stands before what comes now.
    let told = Promise.resolve();
    const tell = (work: () => Promise<unknown>) => {
      told = told.then(async () => void (await work())).catch(() => stream.close());
    };
    const tellMessages = async (messages: StoredMessage[]) => {
      if (messages.length > 0) stream.send(await bubbles(res, viewer(), messages));
    };
    const tellAlert = async (alert: Alert | undefined) => {
      if (!alert || !concerns(alert, staff.id) || (alert.staff === undefined && !may(staff, 'write'))) return;
      const { browser, sound } = await recentAlertSettings(staff.id);
      if (!browser[topicOf(alert.kind)]) return;
      stream.send(frameOf({ event: 'alert', data: JSON.stringify({ ...presentAlert(viewer(), alert), sound }) }));
    };

    const leave = hub.join({
      messages(messages) {
        const ours = conversation ? messages.get(conversation) : undefined;
        if (ours) tell(() => tellMessages(ours));
      },
      inbox: stream.send,
      changed: stream.send,
      // A notification that could not be made is not worth the stream.
      alerts: alerts => tell(() => Promise.allSettled(alerts.map(tellAlert))),
      called: given => tell(() => Promise.allSettled([tellAlert(calledOf(given))])),
      typing(given, frame) {
        if (given.about !== conversation || given.facts?.staff === staff.id) return;
        stream.send(frame);
        // Who has just come does not know who is here.
        if (given.facts?.what === 'came') answerPresent();
      },
    });
    const present = (what: 'came' | 'here' | 'gone') => {
      if (conversation)
        signal({ topic: 'typing', about: conversation, facts: { what, from: mine, staff: staff.id, name: staff.name } });
    };

    // Many may come at once, as after a restart.
    const answerPresent = gather(gatherMs, () => present('here'));

    const missed = async (from: number) => {
      if (conversation) await tellMessages(await missedMessages(conversation, from));
      const signals = await signalsSince(new Date(from), clock.now());
      if (!signals) return stream.send(changedFrame([{ topic: 'everything' }], clock.now()));
      const changed = summarize(signals.filter(({ topic }) => topic !== 'typing' && topic !== 'alerts'));
      const latest = new Date(Math.max(...signals.map(({ at }) => at.getTime())));
      if (changed.length > 0) stream.send(changedFrame(changed, latest));
    };
    /** Lists and counters may have been read before what was written since. */
    const missedInbox = async (from: number) => {
      const until = new Date(clock.now().getTime() + dayMs);
      const [changed] = await messageMarksSince(new Date(from - skewMs), until, { skip: 0, limit: 1 });
      if (changed) stream.send(inboxChanged);
    };
    /** A page that was only just made shows by itself what waits; one that was cut off is told of it. */
    const missedCalls = async (from: number) => {
      const isCutOff = req.get('last-event-id') !== undefined || clock.now().getTime() - from > 2 * overlapMs;
      if (!isCutOff || clock.now().getTime() - from > longestCutMs) return;
      for (const alert of await hub.missed(from)) await tellAlert(alert);
    };
    stream.send(frameOf({ event: 'hello', data: mine }));
    if (cursor !== undefined) {
      tell(() => missed(cursor));
      // A notification that could not be made is not worth the stream.
      tell(() => Promise.allSettled([missedCalls(cursor)]));
    }
    if (last.success) tell(() => missedInbox(last.data));
    present('came');

    const seen = () => noteSeen(staff.id, clock.now()).catch(() => undefined);
    void seen();
    const heartbeat = setInterval(() => {
      stream.beat();
      present('here');
      void seen();
      endWithSession(req, stream);
    }, heartbeatMs);
    res.on('close', () => {
      leave();
      clearInterval(heartbeat);
      present('gone');
      void seen();
    });
  });
  return router;
}

/** Who has signed out elsewhere, or may not sign in any more, hears no more. A database that is away ends nothing. */
function endWithSession(req: Request, stream: Stream): void {
  const { staff: id = '', key = '' } = req.session;
  Promise.all([getStaff(id), getSession(key)])
    .then(([staff, session]) => {
      if (!staff || staff.off || session?.staff !== id) stream.close();
    })
    .catch(() => undefined);
}

/** What of a conversation changed after a moment; older entries than the first page without a change are not looked at. */
async function missedMessages(conversation: string, since: number): Promise<StoredMessage[]> {
  const missed: StoredMessage[] = [];
  for (let before: number | undefined; ; ) {
    const page = await history(conversation, { limit: pageLength, ...(before !== undefined && { before }) });
    const changed = page.filter(message => message.changedAt.getTime() > since);
    missed.unshift(...changed);
    if (changed.length === 0 || page.length < pageLength) return missed;
    before = page[0]?.order;
  }
}
