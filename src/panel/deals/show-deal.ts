import type { Request, Response } from 'express';
import type { Deal } from '../../deals/index.ts';
import { renderPage, renderPart } from '../render.ts';
import { viewerOf } from '../viewer.ts';
import { presentDealPage } from './present-deal-page.ts';

/** The whole deal again: a part for htmx, a page for everybody else; nothing for the dialog of the board, whose page looks anew by itself. */
export async function showDeal(req: Request, res: Response, deal: Deal, said: Record<string, unknown> = {}): Promise<void> {
  if (req.get('hx-request') && req.get('hx-target') === 'board-dialog') return void res.set('HX-Trigger', 'deal-moved').send('');
  const isDone = req.method === 'POST' && res.statusCode === 200 && !req.get('hx-request');
  if (isDone) return void res.redirect(303, `/deals/${deal.id}`);
  const page = await presentDealPage(viewerOf(res), deal, said);
  if (!req.get('hx-request')) return renderPage(res, 'deal', { ...page, title: deal.title });
  // Whoever only looks asks for the whole of it anyway, and may have been replaced meanwhile.
  if (req.method === 'POST') res.set({ 'HX-Retarget': '#deal', 'HX-Reswap': 'outerHTML' });
  renderPart(res, 'deals/deal', page);
}
