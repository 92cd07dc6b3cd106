import type { Router } from 'express';
import { AppError } from '../../src/lib/app-error.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import type { Logger } from '../../src/lib/logger.ts';
import {
  type Address,
  type Intake,
  type Messenger,
  type MessengerState,
  type RemoteFile,
  type StoredMessage,
  webCapabilities,
} from '../../src/messages/index.ts';
import { createEventStreams } from './event-streams.ts';
import type { FilesPort } from './files-port.ts';
import { account, parse } from './parse-update.ts';
import { createFileSigner, presentMessage } from './present-message.ts';
import { createReceiver } from './receive.ts';
import { createRoutes, type RateLimits } from './routes.ts';
import { createUpload } from './upload.ts';
import { createVisitors } from './visitor.ts';

export interface WebOptions {
  /** Signs visitors' cookies and file addresses. */
  secret: string;
  /** Where people reach the program; told, it decides about https and about whose POST is ours. */
  publicUrl?: string;
  /** The files room. */
  files: FilesPort;
  log: Logger;
  clock?: Clock;
  rateLimits?: RateLimits;
}

/** The site's chat: a messenger whose other side is our own page. */
export interface Web extends Messenger {
  /** To be mounted at `/chat`, before sessions and CSRF protection. */
  readonly routes: Router;
  /** Reaches the visitor's open pages. */
  typing(address: Address): void;
}

/** The site's chat behind the port of all messengers. What it sends is in the history already, where the page reads it. */
export function createWeb({
  secret,
  publicUrl,
  files,
  log,
  clock = systemClock,
  rateLimits = { read: 300, write: 60, upload: 10 },
}: WebOptions): Web {
  let intake: Intake | undefined;
  let state: MessengerState = { state: 'starting' };

  const signer = createFileSigner(secret);
  const present = (message: StoredMessage, identity: string) => presentMessage(message, signer.urlFor(identity));
  const streams = createEventStreams({ present });
  const visitors = createVisitors({ secret, https: publicUrl?.startsWith('https:') });
  const receiver = createReceiver({ intake: () => intake ?? notReady(), clock });
  const upload = createUpload({ files, clock });
  const routes = createRoutes({ visitors, receiver, upload, streams, files, clock, signer, present, publicUrl, rateLimits, log });

  return {
    name: 'web',
    account,
    capabilities: webCapabilities,
    routes,
    get state() {
      return state;
    },
    parse,
    async start(to) {
      intake = to;
      state = { state: 'ready', name: account };
    },
    async stop() {
      intake = undefined;
      state = { state: 'starting' };
      streams.close();
    },
    // The message stands in the history under this very key; that it is sent is written there next, and wakes the open pages.
    send: async (_address, _message, key) => ({ kind: 'sent', externalId: key }),
    // The pages show the history and follow it, so what was changed there has changed on them.
    edit: async () => ({ kind: 'done' }),
    remove: async () => ({ kind: 'done' }),
    typing: ({ chat }) => streams.typing(chat),
    profile: async () => undefined,
    file: ref => openUploaded(files, ref),
  };
}

/** An uploaded file lies with us already. */
async function openUploaded(files: FilesPort, ref: string): Promise<RemoteFile> {
  const id = ref.slice(files.refOfStored('').length);
  const file = ref === files.refOfStored(id) ? await files.fileInfo(id) : undefined;
  if (!file) throw new AppError('file.gone', 'The uploaded file is not there any more.', { ref });
  return { stream: await files.openFile(id), mime: file.mime, ...(file.size !== undefined && { size: file.size }) };
}

function notReady(): never {
  throw new AppError('chat.not_ready', 'The chat is starting. Try again in a moment.');
}
