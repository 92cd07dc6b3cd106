import type { Clock } from '../../src/lib/clock.ts';
import type { CallApi } from './api.ts';
import type { CallFile } from './render.ts';

/** Smaller files are there before anybody wonders. */
const worthShowing = 1024 * 1024;
/** Telegram shows an action for five seconds (https://core.telegram.org/bots/api#sendchataction). */
const repeatMs = 4000;

const actions = {
  photo: 'upload_photo',
  video: 'upload_video',
  voice: 'upload_voice',
  audio: 'upload_document',
  document: 'upload_document',
} as const;

interface Uploading {
  api: CallApi;
  clock: Clock;
  chat: string;
  files: CallFile[];
}

/** Shows the customer that a large file is on its way for as long as it is; returns the way to end it. Failure is of no consequence. */
export function showUploading({ api, clock, chat, files }: Uploading): () => Promise<void> {
  const [first] = files;
  const size = files.reduce((sum, { attachment }) => sum + attachment.size, 0);
  if (!first || size < worthShowing) return () => Promise.resolve();
  const over = new AbortController();
  const shown = show(actions[first.as]);
  return () => {
    over.abort();
    return shown;
  };

  async function show(action: (typeof actions)[keyof typeof actions]): Promise<void> {
    while (!over.signal.aborted) {
      await api('sendChatAction', { chat_id: chat, action }, { signal: over.signal }).catch(() => undefined);
      await clock.sleep(repeatMs, over.signal);
    }
  }
}
