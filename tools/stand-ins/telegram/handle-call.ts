import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerHtml502, answerJson, drop } from '../shared/answer.ts';
import type { Failure, Failures } from '../shared/failures.ts';
import type { Journal } from '../shared/journal.ts';
import { textOf } from '../shared/params.ts';
import { readParameters, type Sent, UnreadableBody } from '../shared/read-parameters.ts';
import { BotApiError, badRequest, tooManyRequests } from './bot-api-error.ts';
import { type Call, methods } from './methods/index.ts';

/** What answering a call takes. */
export interface Server extends Omit<Call, 'params' | 'files' | 'hangUp'> {
  token: string;
  journal: Journal;
  failures: Failures;
}

interface Answer {
  status: number;
  body: unknown;
}

const path = /^\/bot([^/]+)\/([^/?]+)\/?(?:\?|$)/;

export const isCall = (request: IncomingMessage) => path.test(request.url ?? '');

/** Answers `/bot<token>/<method>`. */
export async function handleCall(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, token = '', name = ''] = path.exec(request.url ?? '') ?? [];
  const sent = await read(request, response);
  const answer = token === server.token ? undefined : { status: 401, body: new BotApiError(401, 'Unauthorized').body };
  const call = { name, params: sent instanceof BotApiError ? {} : told(sent) };
  if (answer) return finish(server, response, call, answer);
  if (sent instanceof BotApiError) return finish(server, response, call, { status: sent.code, body: sent.body });
  const failure = server.failures.take({ method: name, chat: textOf(sent.params, 'chat_id') });
  if (failure) return await fail(server, response, call, failure, sent);
  return finish(server, response, call, await run(server, name, sent, response));
}

/** Runs a method without HTTP: for what a webhook's answer asks for. */
export async function execute(server: Server, name: string, params: Record<string, unknown>): Promise<void> {
  const answer = await run(server, name, { encoding: 'json', params, files: [] });
  note(server, { name, params }, answer);
}

async function read(request: IncomingMessage, response: ServerResponse): Promise<Sent | BotApiError> {
  try {
    const sent = await readParameters(request, response);
    return sent.encoding === 'unsupported' ? badRequest('unsupported content type') : sent;
  } catch (error) {
    if (!(error instanceof UnreadableBody)) throw error;
    return error.tooLarge ? new BotApiError(413, 'Request Entity Too Large') : badRequest(error.message);
  }
}

async function run(server: Server, name: string, { params, files }: Sent, response?: ServerResponse): Promise<Answer> {
  const method = methods[name.toLowerCase()];
  if (!method) return { status: 404, body: new BotApiError(404, 'Not Found').body };
  try {
    return { status: 200, body: { ok: true, result: await method({ ...server, params, files, hangUp: () => endOf(response) }) } };
  } catch (error) {
    if (error instanceof BotApiError) return { status: error.code, body: error.body };
    throw error;
  }
}

/** The parameters as the journal shows them: files by name and size. */
function told({ params, files }: Sent): Record<string, unknown> {
  if (files.length === 0) return params;
  return { ...params, files: files.map(({ field, name, content }) => ({ field, name, size: content.length })) };
}

function endOf(response: ServerResponse | undefined): AbortSignal {
  const hangUp = new AbortController();
  response?.once('close', () => hangUp.abort());
  return hangUp.signal;
}

type Named = { name: string; params: Record<string, unknown> };

function finish(server: Server, response: ServerResponse, call: Named, answer: Answer): void {
  note(server, call, answer);
  answerJson(response, answer.status, answer.body);
}

async function fail(server: Server, response: ServerResponse, call: Named, failure: Failure, sent: Sent): Promise<void> {
  if (failure === 'drop-before' || failure === 'drop-after-accept') {
    if (failure === 'drop-after-accept') await run(server, call.name, sent);
    note(server, call, { status: 0, body: failure });
    drop(response);
  } else if (failure === 'html-502') {
    note(server, call, { status: 502, body: failure });
    answerHtml502(response);
  } else if ('status' in failure) {
    finish(server, response, call, failure);
  } else if ('retryAfter' in failure) {
    finish(server, response, call, { status: 429, body: tooManyRequests(failure.retryAfter).body });
  } else {
    if ('delayMs' in failure) await server.world.clock.sleep(failure.delayMs);
    finish(server, response, call, await run(server, call.name, sent, response));
  }
}

function note({ journal }: Server, { name, params }: Named, { status, body }: Answer): void {
  if (journal.enabled) journal.add({ kind: 'call', method: name, chat: textOf(params, 'chat_id'), params, status, answer: body });
}
