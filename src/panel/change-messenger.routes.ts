import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { type Connectable, connectables, isTransportOf } from '../accounts/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { MessengerName } from '../messages/index.ts';
import { type AuditEntry, audit } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { loadMessenger } from './load-messenger.ts';
import { menuCommands } from './menu-commands.ts';
import type { PanelOptions } from './panel-options.ts';
import { mayBePushedTo } from './present-account.ts';
import { presentChecks } from './present-checks.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

type Options = Pick<PanelOptions, 'accounts' | 'messengers' | 'config' | 'receives' | 'clock' | 'log'>;

interface Shared extends Options {
  page(res: Response, page: { name: MessengerName; options: Options; fault?: string }): Promise<void>;
  showChecks(res: Response, values: { name: MessengerName; checks: ReturnType<typeof presentChecks> }): void;
}

const address = z.object({ name: z.enum(connectables) });
const optional = z
  .string()
  .trim()
  .max(200)
  .transform(text => text || undefined)
  .optional();
const connectForm = z.object({ token: z.string().trim().max(1000), secret: optional, confirmationCode: optional });
const transportForm = z.object({ transport: z.string().max(20) });

/** What a token looks like from outside, so that a pasted sentence is told apart before anybody is asked. */
const shapes: Record<Connectable, RegExp> = { telegram: /^\d{5,}:[\w-]{5,}$/, vk: /^[\w.-]{8,}$/ };
/** VK: up to 50 characters. */
const secretShape = /^[A-Za-z0-9_-]{1,50}$/;

/** Connecting, exchanging and disconnecting; only for who may, each in the audit. */
export function changeMessengerRoutes(options: Shared): Router {
  const { accounts, config, clock, page, showChecks } = options;
  const router = Router();
  const changes: RequestHandler = requireRight('administer');

  router.post('/messengers/:name/token', changes, async (req, res) => {
    const { name } = address.parse(req.params);
    const { token, secret, confirmationCode } = connectForm.parse(req.body);
    if (!shapes[name].test(token)) return refuse(res, name, `shape.${name}`);
    if (secret && !secretShape.test(secret)) return refuse(res, name, 'secret');
    const given = { token, ...(secret && { secret }), ...(confirmationCode && { confirmationCode }) };
    const outcome = await accounts.connect(name, given, staffOf(res).id);
    if (outcome.kind === 'refused') return refuse(res, name, outcome.check === 'group' ? 'group' : `token.${name}`, outcome.said);
    await note(res, { what: outcome.replaced ? 'messengerReplaced' : 'messengerConnected', messenger: name });
    res.redirect(303, `/messengers/${name}?done=${outcome.replaced ? 'replaced' : 'connected'}`);
  });

  router.post('/messengers/:name/disconnect', changes, async (req, res) => {
    const { name } = address.parse(req.params);
    await accounts.disconnect(name, staffOf(res).id);
    await note(res, { what: 'messengerDisconnected', messenger: name });
    res.redirect(303, `/messengers/${name}?done=disconnected`);
  });

  router.post('/messengers/:name/transport', changes, async (req, res) => {
    const { name } = address.parse(req.params);
    const { transport } = transportForm.parse(req.body);
    if (!isTransportOf(name, transport)) throw new AppError('panel.bad_request', 'There is no such way for messages to come.');
    const reach = { publicUrl: config.publicUrl, takesHttp: config.ownBotApi ?? false };
    if (!mayBePushedTo(name, transport, reach)) return refuse(res, name, 'transport');
    await accounts.changeTransport(name, transport, staffOf(res).id);
    await note(res, { what: 'messengerSwitched', messenger: name, transport });
    res.redirect(303, `/messengers/${name}?done=transport`);
  });

  router.post('/messengers/:name/arrange', changes, async (req, res) => {
    const { name } = address.parse(req.params);
    const { messenger } = await loadMessenger(name, options);
    if (!messenger?.arrange) throw new AppError('panel.not_found', 'This messenger is not connected.');
    const checks = await messenger.arrange(menuCommands());
    await note(res, { what: 'messengerSetUp', messenger: name });
    showChecks(res, { name, checks: presentChecks(viewerOf(res), name, checks) });
  });

  return router;

  async function refuse(res: Response, name: Connectable, fault: string, said?: string): Promise<void> {
    const words = t(viewerOf(res).language, `panel:messengers.fault.${fault}`);
    res.status(422);
    await page(res, { name, options, fault: said ? `${words} (${said})` : words });
  }

  async function note(res: Response, entry: Pick<AuditEntry, 'what' | 'messenger' | 'transport'>): Promise<void> {
    const ip = res.req.ip;
    await audit({ ...entry, at: clock.now(), staff: staffOf(res).id, ...(ip && { address: ip }) });
  }
}
