import type { RequestHandler } from 'express';
import type { MongoClient } from 'mongodb';
import type { Accounts } from '../accounts/index.ts';
import type { Eraser } from '../consents/index.ts';
import type { Authoring } from '../flows/index.ts';
import type { Desk, Dispatcher, HouseRulesBook } from '../inbox/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Messenger } from '../messages/index.ts';
import type { Safe } from '../staff/index.ts';
import type { Leaving } from './staff/leaving.ts';

/** What of the program's configuration the panel lives by. */
interface PanelConfig {
  /** Where people reach the program from outside; https makes cookies Secure and trusts the proxy in front. */
  publicUrl?: string;
  /** Signs cookies. */
  sessionSecret: string;
  /** IANA name: times are shown in it. */
  timeZone: string;
  /** ISO 3166 code: phones of this country are shown in their national form. */
  region: string;
  /** The Bot API server is one of our own, which pushes to plain http as well. */
  ownBotApi?: boolean;
  /** Webhooks may go to addresses of the own network. */
  privateWebhooks?: boolean;
}

/** A messenger's own way in: mounted before sessions and CSRF, since it has protection of its own. */
export interface MountedRouter {
  path: string;
  router: RequestHandler;
}

export interface PanelOptions {
  config: PanelConfig;
  /** Holds the sessions. `answers` never throws; `isAway` tells whether it was the database that failed, and only for a while. */
  database: { client: MongoClient; name: string; answers(): Promise<boolean>; isAway(error: unknown): boolean };
  /** Live: messengers come and go with their accounts. */
  messengers: Messenger[];
  accounts: Accounts;
  /** False in a process that only shows the panel: another one receives, so the messengers' own states tell nothing here. */
  receives?: boolean;
  routers?: MountedRouter[];
  desk: Desk;
  /** Who holds a conversation. */
  dispatcher: Dispatcher;
  /** Hours, queues, who is away. */
  rules: HouseRulesBook;
  authoring: Authoring;
  /** Tells whoever works on imports that there is something to do. */
  wakeImports?: () => void;
  /** Erases people; without it nobody is. */
  eraser?: Eraser;
  /** Seals the secrets of one-time codes. */
  vault: Safe;
  /** What is handed over when somebody leaves; what the panel knows of by itself where nothing is named. */
  leaving?: Leaving[];
  log: Logger;
  clock: Clock;
}
