import { type Request, Router } from 'express';
import { z } from 'zod';
import { type Alert, concerns, noteSeen, recentAlertSettings, topicOf } from '../alerts/index.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { albumEntries, history, type Messenger, type StoredMessage } from '../messages/index.ts';
import { signal, signalsSince } from '../signals/index.ts';
import { getSession, getStaff, may } from '../staff/index.ts';
import { joinAlbums } from './join-albums.ts';
import { type Changed, createLiveHub, summarize } from './live-hub.ts';
import { openStream, type Stream } from './live-stream.ts';
import { verbsFor } from './message-verbs.ts';
import { calledOf, presentAlert } from './present-alert.ts';
import { presentMessage } from './present-message.ts';
import { partAsText } from './render.ts';
import { staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

/** Proxies cut off what is silent for a minute. */
const heartbeatMs = 25_000;
/** Many changes of the list within this time are told once. */
const gatherMs = 200;
/** Clocks of several machines differ; what is told twice only replaces itself. */
const overlapMs = 5000;
const pageLength = 100;

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

  router.get('/live', (req, res) => {
    const { conversation, since } = liveQuery.parse(req.query);
    const staff = staffOf(res);
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
      if (messages.length === 0) return;
      const verbs = verbsFor(viewer(), messengers);
      const shown = joinAlbums(await withAlbums(messages)).map(message => presentMessage(viewer(), message, verbs));
      const html = await partAsText(res, 'messages/live', { messages: shown });
      stream.send({ event: 'message', data: html, id: latestChange(messages) });
    };
    const tellChanged = (changed: Changed[], id: number) => stream.send({ event: 'changed', data: JSON.stringify(changed), id });
    const tellAlert = async (alert: Alert | undefined) => {
      if (!alert || !concerns(alert, staff.id) || (alert.staff === undefined && !may(staff, 'write'))) return;
      const { browser, sound } = await recentAlertSettings(staff.id);
      if (!browser[topicOf(alert.kind)]) return;
      stream.send({ event: 'alert', data: JSON.stringify({ ...presentAlert(viewer(), alert), sound }) });
    };

    const announce = gather(() => stream.send({ event: 'inbox', data: '' }));
    const leave = hub.join({
      messages(messages) {
        announce();
        const ours = conversation ? messages.filter(message => message.conversation === conversation) : [];
        if (ours.length > 0) tell(() => tellMessages(ours));
      },
      changed: (changed, at) => tellChanged(changed, at.getTime()),
      // A notification that could not be made is not worth the stream.
      alerts: alerts => tell(() => Promise.allSettled(alerts.map(tellAlert))),
      called: given => tell(() => Promise.allSettled([tellAlert(calledOf(given))])),
      typing(given) {
        if (given.about !== conversation || given.facts?.staff === staff.id) return;
        stream.send({ event: 'typing', data: JSON.stringify(given.facts) });
        // Who has just come does not know who is here.
        if (given.facts?.what === 'came') answerPresent();
      },
    });
    const present = (what: 'came' | 'here' | 'gone') => {
      if (conversation)
        signal({ topic: 'typing', about: conversation, facts: { what, from: mine, staff: staff.id, name: staff.name } });
    };

    // Many may come at once, as after a restart.
    const answerPresent = gather(() => present('here'));

    const missed = async (from: number) => {
      if (conversation) await tellMessages(await missedMessages(conversation, from));
      const signals = await signalsSince(new Date(from), clock.now());
      if (!signals) return tellChanged([{ topic: 'everything' }], clock.now().getTime());
      const changed = summarize(signals.filter(({ topic }) => topic !== 'typing' && topic !== 'alerts'));
      if (changed.length > 0) tellChanged(changed, Math.max(...signals.map(({ at }) => at.getTime())));
      for (const given of signals.filter(({ topic }) => topic === 'alerts')) await tellAlert(calledOf(given));
    };
    stream.send({ event: 'hello', data: mine });
    if (cursor !== undefined) tell(() => missed(cursor));
    if (req.get('last-event-id')) announce();
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

/** A part of an album is shown with all the others. */
async function withAlbums(messages: StoredMessage[]): Promise<StoredMessage[]> {
  const albums = new Map<string, Promise<StoredMessage[]>>();
  for (const { conversation, album } of messages) if (album) albums.set(album, albumEntries(conversation, album));
  const whole = (await Promise.all(albums.values())).flat();
  return [...messages.filter(({ album }) => !album), ...whole].sort((one, other) => one.order - other.order);
}

function latestChange(messages: StoredMessage[]): number {
  return Math.max(...messages.map(({ changedAt }) => changedAt.getTime()));
}

function gather(run: () => void): () => void {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    setTimeout(() => {
      isComing = false;
      run();
    }, gatherMs);
  };
}
