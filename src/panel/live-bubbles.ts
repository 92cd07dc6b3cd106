import type { Response } from 'express';
import { albumEntries, type Messenger, type StoredMessage } from '../messages/index.ts';
import { joinAlbums } from './join-albums.ts';
import { type Frame, frameOf } from './live-stream.ts';
import { verbsFor } from './message-verbs.ts';
import { presentMessage } from './present-message.ts';
import { partAsText } from './render.ts';
import type { Viewer } from './viewer.ts';

/** Makes the event `message` of changes in one conversation: once for all open pages that show them alike. */
export function createBubbles(messengers: Messenger[]) {
  // Known by the list that the hub gave to all pages, so that what was made goes with it.
  const made = new WeakMap<StoredMessage[], Map<string, Promise<Frame>>>();
  const whole = new WeakMap<StoredMessage[], Promise<StoredMessage[]>>();

  async function make(res: Response, viewer: Viewer, messages: StoredMessage[]): Promise<Frame> {
    const known = whole.get(messages) ?? withAlbums(messages);
    whole.set(messages, known);
    const verbs = verbsFor(viewer, messengers);
    const shown = joinAlbums(await known).map(message => presentMessage(viewer, message, verbs));
    const html = await partAsText(res, 'messages/live', { messages: shown });
    return frameOf({ event: 'message', data: html, id: latestChange(messages) });
  }

  /** `messages` are of one conversation, and not none. */
  return (res: Response, viewer: Viewer, messages: StoredMessage[]): Promise<Frame> => {
    const frames = made.get(messages) ?? new Map<string, Promise<Frame>>();
    made.set(messages, frames);
    const look = lookOf(viewer);
    const frame = frames.get(look) ?? make(res, viewer, messages);
    frames.set(look, frame);
    return frame;
  };
}

/** Everything about a reader that a bubble depends on. */
function lookOf({ language, timeZone, region, staff }: Viewer): string {
  return [language, timeZone, region, ...(staff?.rights ?? [])].join(' ');
}

/** A part of an album is shown with all the others. */
async function withAlbums(messages: StoredMessage[]): Promise<StoredMessage[]> {
  const albums = new Map<string, Promise<StoredMessage[]>>();
  for (const { conversation, album } of messages) if (album) albums.set(album, albumEntries(conversation, album));
  const entries = (await Promise.all(albums.values())).flat();
  return [...messages.filter(({ album }) => !album), ...entries].sort((one, other) => one.order - other.order);
}

function latestChange(messages: StoredMessage[]): number {
  return Math.max(...messages.map(({ changedAt }) => changedAt.getTime()));
}
