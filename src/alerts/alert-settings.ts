import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { AlertTopic } from './alert.ts';

type Topics = Record<AlertTopic, boolean>;

/** A messenger of a person of the staff, for what is to reach them away from the panel. */
export interface StaffLink {
  /** The dialog with one of our bots: `<messenger>:<account>:<chat>`. */
  conversation: string;
  /** Who they are there, as the messenger says. */
  name: string;
  at: Date;
  /** They stopped the bot since. */
  stoppedAt?: Date;
  /** The last notification, in the history of messages. */
  last?: string;
}

/** How one of the staff wants to be told. */
export interface AlertSettings {
  /** By the browser, while a page of the panel is open that nobody looks at. */
  browser: Topics;
  sound: boolean;
  /** By their messenger, while no page is open. */
  away: Topics;
  /** No messenger between these times of their clock, `HH:MM`. */
  quiet?: { from: string; until: string };
  link?: StaffLink;
}

export interface AlertSettingsDocument extends Partial<AlertSettings> {
  /** The person's. */
  _id: string;
  /** A page of theirs was open then. */
  seenAt?: Date;
  code?: { value: string; until: Date };
  /** The code that made the link: whoever comes with it again is the same person. */
  usedCode?: string;
  /** Keys of what they were told of by messenger, latest last. */
  told?: string[];
  toldAt?: Date;
  /** Decided on, and perhaps not in the queue of the outbox yet. */
  pending?: { id: string; text: string; about?: string[] };
}

const { Mixed } = mongoose.Schema.Types;

/** One row a member of the staff. */
export const alertSettings = rawCollection<AlertSettingsDocument>(
  mongoose.model(
    'AlertSettings',
    new mongoose.Schema<AlertSettingsDocument>(
      {
        _id: String,
        browser: Mixed,
        sound: Boolean,
        away: Mixed,
        quiet: Mixed,
        link: Mixed,
        seenAt: Date,
        code: Mixed,
        usedCode: String,
        told: [String],
        toldAt: Date,
        pending: Mixed,
      },
      { collection: 'alertSettings', versionKey: false },
    ),
  ),
);

const all: Topics = { mine: true, queue: true, personal: true };

export function toSettings({ browser, sound, away, quiet, link }: Partial<AlertSettings>): AlertSettings {
  return {
    browser: { ...all, ...browser },
    sound: sound ?? true,
    away: { ...all, ...away },
    ...(quiet && { quiet }),
    ...(link && { link }),
  };
}

/** How a person wants to be told; everything, by default. */
export async function alertSettingsOf(staff: string): Promise<AlertSettings> {
  return toSettings((await alertSettings.findOne({ _id: staff })) ?? {});
}

/** Changes what a person chose; `quiet` as `null` ends the quiet hours. */
export async function changeAlertSettings(
  staff: string,
  { quiet, ...change }: Partial<Pick<AlertSettings, 'browser' | 'sound' | 'away'>> & { quiet?: AlertSettings['quiet'] | null },
): Promise<void> {
  cached.delete(staff);
  await alertSettings.updateOne(
    { _id: staff },
    {
      $set: { ...change, ...(quiet && { quiet }) },
      ...(quiet === null && { $unset: { quiet: '' } }),
    },
    { upsert: true },
  );
}

/** A page of theirs is open, so that nobody need call them elsewhere. */
export async function noteSeen(staff: string, now: Date): Promise<void> {
  await alertSettings.updateOne({ _id: staff }, { $max: { seenAt: now } }, { upsert: true });
}

const cached = new Map<string, { settings: AlertSettings; until: number }>();
const cachedMs = 10_000;

/** The same as `alertSettingsOf`, possibly of some seconds ago: every open page asks at every message. */
export async function recentAlertSettings(staff: string): Promise<AlertSettings> {
  const known = cached.get(staff);
  if (known && known.until > performance.now()) return known.settings;
  const settings = await alertSettingsOf(staff);
  cached.set(staff, { settings, until: performance.now() + cachedMs });
  return settings;
}
