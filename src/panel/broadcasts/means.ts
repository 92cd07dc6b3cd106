import type { Response } from 'express';
import type { BroadcastMeans } from '../../broadcasts/index.ts';
import type { MessengerName } from '../../messages/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { viewerOf } from '../viewer.ts';

export type BroadcastOptions = Pick<PanelOptions, 'config' | 'messengers' | 'clock' | 'desk'>;

/** With what a mailing is looked at: now, on the firm's clock, in the messengers that are connected. */
export function meansOf({ config, messengers }: BroadcastOptions, res: Response): BroadcastMeans {
  const connected: MessengerName[] = [...new Set(messengers.map(({ name }) => name))];
  const { now, timeZone } = viewerOf(res);
  return { now, timeZone, connected, ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }) };
}
