import type { ErrorRequestHandler } from 'express';
import { MulterError } from 'multer';
import { ZodError, z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import type { Logger } from '../../src/lib/logger.ts';

const statusOfCode: Record<string, number> = {
  'file.too_big': 413,
  'file.type_refused': 415,
  'file.missing': 404,
  'file.not_stored': 404,
  'chat.not_ready': 503,
};

/** What the page is told when something does not go: a stable code that it has words for, and a sentence for whoever reads along. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const { status, code, message } = describe(error);
    if (status >= 500) log.error({ err: error, path: req.path }, 'The site chat could not answer a request');
    if (res.headersSent) res.destroy();
    else res.status(status).json({ code, message });
  };
}

function describe(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof AppError) return { status: statusOfCode[error.code] ?? 500, code: error.code, message: error.message };
  if (error instanceof ZodError) return { status: 400, code: 'chat.bad_request', message: z.prettifyError(error) };
  if (error instanceof MulterError) {
    const big = error.code === 'LIMIT_FILE_SIZE';
    return { status: big ? 413 : 400, code: big ? 'file.too_big' : 'chat.bad_request', message: error.message };
  }
  return describeHttp(error) ?? { status: 500, code: 'chat.broken', message: 'Something broke. Try again in a minute.' };
}

/** Errors of Express and its body parsers carry their status; `expose` says that the message may be shown. */
function describeHttp(error: unknown) {
  const { data } = z.object({ status: z.int().min(400).max(499), message: z.string() }).safeParse(error);
  if (!data) return;
  return { status: data.status, code: data.status === 413 ? 'chat.too_big' : 'chat.bad_request', message: data.message };
}
