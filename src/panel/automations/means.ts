import type { Request, Response } from 'express';
import { z } from 'zod';
import type { PanelOptions } from '../panel-options.ts';
import { staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';

export type AutomationOptions = Pick<PanelOptions, 'config' | 'messengers' | 'clock' | 'authoring'>;

/** Who does it, when, and where automations may call. */
export const doing = (res: Response, { config }: Pick<AutomationOptions, 'config'>) => ({
  by: staffOf(res).id,
  now: viewerOf(res).now,
  allowPrivate: config.privateWebhooks ?? false,
});

export const idOf = (req: Request): string => z.string().min(1).max(100).parse(req.params.id);
