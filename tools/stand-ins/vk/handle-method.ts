import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerHtml502, answerJson, drop } from '../shared/answer.ts';
import type { Failure } from '../shared/failures.ts';
import { type Params, textOf } from '../shared/params.ts';
import { readParameters, type Sent, UnreadableBody } from '../shared/read-parameters.ts';
import { runExecute } from './execute.ts';
import { methods, neededRight } from './methods/index.ts';
import type { Server } from './server.ts';
import { VkError } from './vk-error.ts';

const path = /^\/method\/([\w.]+)\/?(?:\?|$)/;
const oldestVersion = 131;

export const isMethod = (request: IncomingMessage) => path.test(request.url ?? '');

/** Answers `/method/<name>`, always with status 200. */
export async function handleMethod(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = path.exec(request.url ?? '')?.[1] ?? '';
  const params = withBearer(formOf(await read(request, response)), request.headers.authorization);
  const failure = server.failures.take({ method: name, chat: peerOf(params) });
  if (failure) await fail(server, response, name, params, failure);
  else finish(server, response, name, params, await answer(server, name, params));
}

async function read(request: IncomingMessage, response: ServerResponse): Promise<Sent> {
  try {
    return await readParameters(request, response);
  } catch (error) {
    if (error instanceof UnreadableBody) return { encoding: 'unsupported', params: {}, files: [] };
    throw error;
  }
}

/** VK does not read JSON: to it such a call comes without any parameters. */
function formOf({ encoding, params }: Sent): Params {
  return encoding === 'json' || encoding === 'unsupported' ? {} : params;
}

function withBearer(params: Params, authorization: string | undefined): Params {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  return token === undefined || params.access_token !== undefined ? params : { ...params, access_token: token };
}

async function answer(server: Server, name: string, params: Params): Promise<Record<string, unknown>> {
  try {
    checkCall(server, params);
    if (name === 'execute') return { ...(await runExecute(params, (method, given) => invokeInside(server, method, given))) };
    return { response: await invoke(server, name, params) };
  } catch (error) {
    if (error instanceof VkError) return errorBody(error, name, params);
    throw error;
  }
}

/** Token, version and pace: what is looked at before the method. */
function checkCall({ token, rate }: Server, params: Params): void {
  const given = textOf(params, 'access_token');
  if (given === '') throw new VkError(5, 'User authorization failed: no access_token passed.');
  if (given !== token.value) throw new VkError(5);
  if (token.revoked) throw new VkError(27);
  const version = /^5\.(\d+)$/.exec(textOf(params, 'v'))?.[1];
  if (version === undefined || Number(version) < oldestVersion) {
    throw new VkError(
      8,
      `Invalid request: versions below 5.${oldestVersion} are deprecated. Version param should be passed as "v". "version" param is invalid and not supported. For more information go to https://dev.vk.com/reference/versions`,
    );
  }
  if (!rate.take()) throw new VkError(6);
}

async function invoke(server: Server, name: string, params: Params): Promise<unknown> {
  const method = methods[name];
  if (!method) throw new VkError(3);
  const right = neededRight(name);
  if (right && !server.permissions.has(right)) {
    throw new VkError(15, 'Access denied: no access to call this method. It cannot be called with current scopes.');
  }
  return await method({ ...server, params });
}

/** Inside execute a scripted failure can only be an error of that one call. */
async function invokeInside(server: Server, name: string, params: Params): Promise<unknown> {
  const failure = server.failures.take({ method: name, chat: peerOf(params) });
  if (failure)
    throw typeof failure === 'object' && 'errorCode' in failure
      ? new VkError(failure.errorCode, failure.errorMessage)
      : new VkError(10);
  return await invoke(server, name, params);
}

async function fail(server: Server, response: ServerResponse, name: string, params: Params, failure: Failure): Promise<void> {
  if (failure === 'drop-before' || failure === 'drop-after-accept') {
    if (failure === 'drop-after-accept') await answer(server, name, params);
    note(server, name, params, 0, failure);
    drop(response);
  } else if (failure === 'html-502') {
    note(server, name, params, 502, failure);
    answerHtml502(response);
  } else if ('errorCode' in failure) {
    finish(server, response, name, params, errorBody(new VkError(failure.errorCode, failure.errorMessage), name, params));
  } else if ('status' in failure) {
    finish(server, response, name, params, failure.body, failure.status);
  } else if ('retryAfter' in failure) {
    response.setHeader('retry-after', String(failure.retryAfter));
    finish(server, response, name, params, errorBody(new VkError(6), name, params), 429);
  } else {
    if ('delayMs' in failure) await server.world.clock.sleep(failure.delayMs);
    finish(server, response, name, params, await answer(server, name, params));
  }
}

/** An error carries the parameters back, without the token. */
function errorBody(error: VkError, name: string, params: Params): Record<string, unknown> {
  const { access_token: _token, v, ...others } = params;
  const told: Params = { ...(v !== undefined && { v }), method: name, oauth: '1', ...others };
  const list = Object.keys(told).map(key => ({ key, value: textOf(told, key) }));
  return { error: { error_code: error.code, error_msg: error.message, request_params: list, ...error.extra } };
}

function finish(server: Server, response: ServerResponse, name: string, params: Params, body: unknown, status = 200): void {
  note(server, name, params, status, body);
  answerJson(response, status, body);
}

function note({ journal }: Server, name: string, params: Params, status: number, body: unknown): void {
  if (journal.enabled) journal.add({ kind: 'call', method: name, chat: peerOf(params), params, status, answer: body });
}

function peerOf(params: Params): string {
  return textOf(params, 'peer_id') || textOf(params, 'user_id');
}
