import type { Response } from 'express';
import { type Deal, getDeal } from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { seesDeal } from './words.ts';

/** A deal that this person may see. AppError `deals.not_found`, also where it is somebody else's. */
export async function findDeal(res: Response, id: string | string[] | undefined): Promise<Deal> {
  const deal = typeof id === 'string' ? await getDeal(id) : undefined;
  if (!deal || !seesDeal(viewerOf(res), deal))
    throw new AppError('deals.not_found', 'There is no such deal.', { deal: String(id) });
  return deal;
}

/** One that can be changed. AppError `deals.trashed` where it lies in the trash. */
export async function writableDeal(res: Response, id: string | string[] | undefined): Promise<Deal> {
  const deal = await findDeal(res, id);
  if (deal.deletedAt) throw new AppError('deals.trashed', 'This deal is in the trash.', { deal: deal.id });
  return deal;
}

/** What a write of this person carries. */
export function writeOf(res: Response, key: string = newId()) {
  const { id, name } = staffOf(res);
  return { key, by: { kind: 'staff' as const, id, name }, now: viewerOf(res).now };
}
