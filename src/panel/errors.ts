import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { type Language, t } from '../texts/index.ts';
import type { PanelOptions } from './panel-options.ts';
import { renderPage, renderPart } from './render.ts';
import { viewerOf } from './viewer.ts';

interface Problem {
  status: number;
  code: string;
  /** Said when the catalogue has no text for the code. */
  message?: string;
  facts: Record<string, unknown>;
  /** Only on faults of ours: what the person tells us and what stands in the log. */
  reference?: string;
}

/** Nobody else answered: the address is unknown. */
export const notFound: RequestHandler = () => {
  throw new AppError('panel.not_found', 'There is no such page.');
};

/** The one place where an error becomes an answer: a page, a toast for htmx, or JSON for who asked for it. */
export function errorPage({ log, database }: Pick<PanelOptions, 'log' | 'database'>): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    // A half-sent answer cannot be mended; Express then closes the connection.
    if (res.headersSent) return next(error);
    const problem = database.isAway(error) ? databaseAway : toProblem(error);
    if (problem.status === 503) log.warn({ err: error, path: req.path }, 'the database did not answer a request');
    if (problem.reference) log.error({ err: error, reference: problem.reference, path: req.path }, 'request failed');
    const { language, staff } = viewerOf(res);
    const { title, text } = words(language, problem, { isStranger: !staff });
    res.status(problem.status);
    if (problem.status === 503) res.set('retry-after', '10');
    if (req.get('hx-request')) return toast(res, { title, text });
    if (!req.accepts('html')) return void res.json({ error: problem.code, title, text });
    renderPage(res, 'error', { title, text, status: problem.status, code: problem.code, way: wayOn(req, res, problem) });
  };
}

/** Where the page leads from here: to the same page where waiting helps, into the panel, or to the door for who is not in. */
function wayOn(req: Request, res: Response, { status }: Problem): { href: string; label: string } {
  const { language, staff } = viewerOf(res);
  const label = (key: string) => t(language, `panel:errors.${key}`);
  // One slash: what begins with two leads to another site.
  if (status >= 500 && req.method === 'GET') return { href: req.originalUrl.replace(/^[/\\]+/, '/'), label: label('again') };
  return staff ? { href: '/inbox', label: label('home') } : { href: '/login', label: label('signIn') };
}

/** What happened said in the reader's words; the error's own sentence where the catalogue has none. */
export function errorText(language: Language, error: AppError): string {
  return words(language, toProblem(error)).text;
}

/** Nobody did anything wrong, and the same will do in a moment. */
const databaseAway: Problem = { status: 503, code: 'panel.database_away', facts: {} };

function toProblem(error: unknown): Problem {
  if (error instanceof AppError)
    return { status: statusOf(error.code), code: error.code, message: error.message, facts: error.facts };
  if (error instanceof z.ZodError) return { status: 400, code: 'panel.bad_form', facts: {} };
  const { status, code } = httpError(error);
  if (code === 'panel.bad_csrf') return { status: 403, code, facts: {} };
  if (status === 413) return { status, code: 'panel.too_big', facts: {} };
  if (status !== undefined && status < 500) return { status, code: 'panel.bad_request', facts: {} };
  const reference = newId().slice(0, 8).toUpperCase();
  return { status: 500, code: 'panel.broken', facts: { reference }, reference };
}

const statuses: [pattern: RegExp, status: number][] = [
  [/\.(not_found|unknown|missing)$/, 404],
  [/\.gone$/, 410],
  [/\.forbidden$/, 403],
  [/\.too_many$/, 429],
  [/\.too_big$/, 413],
  [/\.conflict$/, 409],
];
const statusOf = (code: string): number => statuses.find(([pattern]) => pattern.test(code))?.[1] ?? 422;

/** What libraries of Express attach to their errors. */
function httpError(error: unknown): { status?: number; code?: string } {
  const shape = z.object({ status: z.number().optional(), code: z.string().optional() }).safeParse(error);
  const { status, code } = shape.success ? shape.data : {};
  return { ...(status !== undefined && { status }), ...(code !== undefined && { code }) };
}

function words(
  language: Language,
  { code, status, message, facts }: Problem,
  { isStranger = false } = {},
): { title: string; text: string } {
  const text = (key: string) => {
    const found = t(language, `panel:${key}`, facts);
    return found === key ? undefined : found;
  };
  return {
    title: text(`errors.${code}.title`) ?? text(`errors.status.${status}`) ?? t(language, 'panel:errors.status.other'),
    text:
      (isStranger ? text(`errors.${code}.stranger`) : undefined) ??
      text(`errors.${code}.text`) ??
      message ??
      t(language, 'panel:errors.panel.bad_request.text'),
  };
}

function toast(res: Response, values: { title: string; text: string }): void {
  res.set({ 'HX-Retarget': '#toasts', 'HX-Reswap': 'beforeend' });
  renderPart(res, 'toast', { ...values, isError: true });
}
