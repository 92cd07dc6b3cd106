import type { Request, Response } from 'express';
import { answerJson } from '../shared/answer.ts';
import { BotApiError } from './bot-api-error.ts';
import type { Server } from './handle-call.ts';

/** Answers `/file/bot<token>/<path>` with the bytes. A file without bytes of its own (a pretended size) comes as zeros. */
export function serveFile({ token, world }: Server, request: Request, response: Response): void {
  const [, bot, path] = /^\/file\/bot([^/]+)\/(.+)$/.exec(decodeURI(request.path)) ?? [];
  const file = bot === token ? [...world.files.values()].find(candidate => candidate.path === path) : undefined;
  if (!file) {
    const error = bot === token ? new BotApiError(404, 'Not Found') : new BotApiError(401, 'Unauthorized');
    answerJson(response, error.code, error.body);
    return;
  }
  // Telegram tells no type for what it keeps: the message did.
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.content.length });
  response.end(file.content);
}
