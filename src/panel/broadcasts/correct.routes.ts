import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type Broadcast, contentFor, editSent, getBroadcast, variantsOf } from '../../broadcasts/index.ts';
import type { MessageContent } from '../../deliveries/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { t } from '../../texts/index.ts';
import { contentMessengers, presentContent, readContent } from '../content/index.ts';
import { errorText } from '../errors.ts';
import { refuseHidden } from '../hidden-fields.ts';
import { noteAudit } from '../note-audit.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { doing } from './doing.ts';
import { idOf } from './id-of.ts';
import type { BroadcastOptions } from './means.ts';
import { isDraft } from './present-state.ts';

const asked = z.object({ variant: z.string().max(1).optional().catch(undefined) });

/** Other words for what a mailing has sent; of a trial, for one of its wordings. */
export function correctRoutes({ messengers }: Pick<BroadcastOptions, 'messengers'>): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/broadcasts/:id/correct', mails, async (req, res) => {
    const broadcast = await sentOne(req);
    const variant = variantIn(broadcast, asked.parse(req.query));
    await correctPage(res, broadcast, { variant, content: sentAs(broadcast, variant) });
  });

  router.post('/broadcasts/:id/sent/edit', mails, async (req, res) => {
    const broadcast = await sentOne(req);
    const variant = variantIn(broadcast, asked.parse(req.body));
    const known = sentAs(broadcast, variant);
    const content = await readContent(req.body, { prefix: 'content', staff: staffOf(res), known });
    try {
      await refuseHidden(viewerOf(res), content, known);
      await editSent(broadcast.id, content, { ...doing(res), name: staffOf(res).name, ...(variant && { variant }) });
      await noteAudit(res, 'mailingSentChanged', broadcast.name);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const problem = errorText(viewerOf(res).language, error);
      return correctPage(res.status(422), broadcast, { variant, content, problem });
    }
    res.redirect(303, `/broadcasts/${broadcast.id}#sent`);
  });

  return router;

  async function correctPage(
    res: Response,
    broadcast: Broadcast,
    { variant, content, problem }: { variant: string | undefined; content: MessageContent; problem?: string },
  ): Promise<void> {
    const viewer = viewerOf(res);
    const href = `/broadcasts/${broadcast.id}`;
    renderPage(res, 'broadcast-correct', {
      title: t(viewer.language, 'panel:broadcasts.sent.editTitle'),
      name: broadcast.name,
      href,
      purpose: broadcast.advertising ? 'advertising' : 'service',
      topic: broadcast.topic,
      variant,
      tabs: variantsOf(broadcast).map(id => ({
        label: t(viewer.language, 'panel:broadcasts.test.variant', { letter: id.toUpperCase() }),
        href: `${href}/correct?variant=${id}`,
        on: id === variant,
      })),
      content: await presentContent(viewer, content, { prefix: 'content', messengers: contentMessengers(messengers) }),
      problem,
    });
  }
}

/** The one that was asked for, else the winner, else the first; nothing where there is only one. */
function variantIn(broadcast: Broadcast, { variant }: z.output<typeof asked>): string | undefined {
  const wordings = variantsOf(broadcast);
  return wordings.find(id => id === variant) ?? broadcast.test?.winner?.variant ?? wordings[0];
}

const sentAs = (broadcast: Broadcast, variant: string | undefined): MessageContent =>
  contentFor(broadcast, { kind: 'broadcast', id: broadcast.id, ...(variant && { variant }) });

async function sentOne(req: Request): Promise<Broadcast> {
  const broadcast = await getBroadcast(idOf(req));
  if (isDraft(broadcast) || !broadcast.startedAt)
    throw new AppError('broadcasts.nothing_sent', 'Nothing of this mailing was sent yet.', { broadcast: broadcast.id });
  return broadcast;
}
