import { json, type RequestHandler, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { AppError } from '../../src/lib/app-error.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { conversationId, history, type StoredMessage } from '../../src/messages/index.ts';
import { answerErrors } from './answer-error.ts';
import { advance, type EventStreams, formatCursor, readCursor } from './event-streams.ts';
import type { FilesPort } from './files-port.ts';
import { loadAssets, loadPage, loadWidget } from './page.ts';
import { addressOfVisitor } from './parse-update.ts';
import type { FileSigner, PresentedMessage } from './present-message.ts';
import { clientId, filesForm, labelOfButton, limits, messageForm, pressForm, type Receiver, voiceSeconds } from './receive.ts';
import { sameOrigin } from './same-origin.ts';
import { serveFile } from './serve-file.ts';
import type { createUpload } from './upload.ts';
import type { Visitors } from './visitor.ts';

const historyPage = 50;

/** Requests a minute from one address. */
export interface RateLimits {
  read: number;
  write: number;
  upload: number;
}

export interface RoutesOptions {
  visitors: Visitors;
  receiver: Receiver;
  upload: ReturnType<typeof createUpload>;
  streams: EventStreams;
  files: FilesPort;
  clock: Clock;
  signer: FileSigner;
  present(message: StoredMessage, identity: string): PresentedMessage | undefined;
  publicUrl: string | undefined;
  rateLimits: RateLimits;
  log: Logger;
}

/** Everything under `/chat`. Needs no session and no CSRF token: see `sameOrigin` and `visitor.ts`. */
export function createRoutes(options: RoutesOptions): Router {
  const router = Router();
  router.use(headers);
  addPage(router, options);
  addReading(router, options);
  addWriting(router, options);
  router.use(answerErrors(options.log));
  return router;
}

const headers = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  xFrameOptions: false,
  // chat.js is asked for by other sites.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: false,
});

/** The page alone may stand in a frame, on any site; nothing of it comes from elsewhere and nothing inline runs. */
const pagePolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'blob:'],
    // A voice note is listened to before it is sent.
    mediaSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ['*'],
  },
});

/** The page records voice notes and asks for nothing else; the site around it has to pass the right on (chat.js does). */
const pagePermissions = 'microphone=(self), camera=(), geolocation=(), payment=(), usb=()';

function addPage(router: Router, { visitors, rateLimits, log }: RoutesOptions) {
  const assets = loadAssets();
  const page = once(() => loadPage(assets));
  const widget = once(loadWidget);
  router.get('/', limit(rateLimits.read), pagePolicy, async (req, res) => {
    res.removeHeader('x-frame-options');
    res.set('permissions-policy', pagePermissions);
    // A visitor we know stays known; one who only looks gets no cookie.
    if (visitors.known(req)) visitors.welcome(req, res);
    res
      .set('cache-control', 'no-store')
      .vary('accept-language')
      .send((await page())(req));
  });
  router.get('/chat.js', async (_req, res) => {
    res
      .set('cache-control', 'public, max-age=300')
      .type('text/javascript')
      .send(await widget());
  });
  router.get('/assets/:name', (req, res, next) => {
    if (!assets.serve(req.params.name, req, res)) next();
  });
  log.debug('The site chat is at /chat');
}

function addReading(router: Router, { visitors, streams, files, signer, present, rateLimits, clock }: RoutesOptions) {
  const limited = limit(rateLimits.read);
  router.get('/messages', limited, async (req, res) => {
    const identity = visitors.known(req);
    res.set('cache-control', 'no-store');
    if (!identity) return res.json({ known: false, messages: [], more: false, cursor: '0-0' });
    const before = Number(req.query.before);
    const found = await history(conversationId(addressOfVisitor(identity)), {
      limit: historyPage,
      ...(before > 0 && { before }),
    });
    const messages = found.flatMap(message => present(message, identity) ?? []);
    const cursor = formatCursor(found.reduce(advance, { order: 0, changed: 0 }));
    return res.json({ known: true, messages, more: found.length === historyPage, first: found[0]?.order, cursor });
  });
  router.get('/events', limited, async (req, res) => {
    const identity = visitors.known(req);
    if (!identity) return res.status(401).json({ code: 'chat.unknown_visitor', message: 'Write something first.' });
    const cursor = readCursor(req.headers['last-event-id'] ?? req.query.after);
    const opened = await streams.open(identity, res, cursor);
    if (!opened) return res.status(429).json({ code: 'chat.too_many', message: 'The chat is open in too many windows.' });
    return;
  });
  router.get('/files/:id', limited, async (req, res) => {
    const identity = visitors.known(req);
    const id = String(req.params.id);
    if (!identity || !signer.accepts(identity, id, req.query.s)) {
      return res.status(404).json({ code: 'file.missing', message: 'There is no such file.' });
    }
    return serveFile({ files, clock, id, small: req.query.small === '1', req, res });
  });
}

function addWriting(router: Router, { visitors, receiver, upload, publicUrl, rateLimits }: RoutesOptions) {
  router.post('/{*any}', limit(rateLimits.write), sameOrigin(publicUrl), json({ limit: '1mb' }));
  /** The page asks to be known before it sends its first message: a message that is sent again then comes from the same visitor. */
  router.post('/hello', (req, res) => {
    visitors.welcome(req, res);
    res.status(204).end();
  });
  router.post('/messages', async (req, res) => {
    const form = messageForm.parse(req.body);
    const content = 'text' in form ? { kind: 'text' as const, text: form.text } : { kind: 'start' as const };
    await receiver.receive(visitors.welcome(req, res), form.id, content, form);
    res.status(202).json({ id: form.id });
  });
  router.post('/press', async (req, res) => {
    const form = pressForm.parse(req.body);
    const identity = visitors.welcome(req, res);
    const label = await labelOfButton(identity, form.data);
    await receiver.receive(identity, form.id, { kind: 'press', data: form.data, ...(label && { label }) }, form);
    res.status(202).json({ id: form.id });
  });
  router.post('/files', limit(rateLimits.upload), notEndless, async (req, res) => {
    const id = clientId.parse(req.query.id);
    const identity = visitors.welcome(req, res);
    const voice = voiceSeconds.parse(req.query.voice);
    const attachments = await upload(req, res, { identity, id, voice });
    const form = filesForm.parse(req.body ?? {});
    const { caption } = form;
    await receiver.receive(identity, id, { kind: 'media', attachments, ...(caption && { caption }) }, form);
    res.status(202).json({ id });
  });
}

const notEndless: RequestHandler = (req, _res, next) => {
  const bytes = Number(req.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (bytes <= limits.uploadBytes) return next();
  throw new AppError('file.too_big', `All files of a message together may have ${limits.uploadBytes / 1024 / 1024} MB.`);
};

function limit(perMinute: number) {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    message: { code: 'chat.slow_down', message: 'Too many requests. Wait a minute.' },
  });
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}
