import type { Request, Response } from 'express';
import { answerHtml502, answerJson, drop } from '../shared/answer.ts';
import { integerOf, textOf } from '../shared/params.ts';
import { readParameters } from '../shared/read-parameters.ts';
import type { Server } from './server.ts';

/** Answers `/lp/<group>?act=a_check&key&ts&wait`. Rules with `method: 'longpoll'` hit here. */
export async function handleLongPoll(server: Server, request: Request, response: Response): Promise<void> {
  const { params } = await readParameters(request, response);
  const failure = server.failures.take({ method: 'longpoll', chat: '' });
  if (failure === 'drop-before' || failure === 'drop-after-accept') return drop(response);
  if (failure === 'html-502') return answerHtml502(response);
  if (failure && 'status' in failure) return answerJson(response, failure.status, failure.body);
  if (failure && 'failed' in failure) return answerJson(response, 200, failed(server, failure.failed));
  if (failure && 'delayMs' in failure) await server.world.clock.sleep(failure.delayMs);
  if (textOf(params, 'act') !== 'a_check') return answerJson(response, 404, { error: 'unknown act' });
  const hangUp = new AbortController();
  response.once('close', () => hangUp.abort());
  const wait = integerOf(params, 'wait') ?? 25;
  const answer = await server.longPoll.check({ key: textOf(params, 'key'), ts: textOf(params, 'ts'), wait }, hangUp.signal);
  answerJson(response, 200, answer);
}

/** `ts` comes as a number here and as text everywhere else, as in VK. */
function failed({ longPoll }: Server, code: 1 | 2 | 3) {
  if (code === 1) return { failed: 1, ts: Number(longPoll.credentials().ts) };
  if (code === 2) longPoll.expireKey();
  else longPoll.loseHistory();
  return { failed: code };
}
