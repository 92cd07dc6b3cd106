import { expect, it } from 'vitest';
import { APIError } from 'vk-io';
import { describeProblem, NotStored, WrongGroup } from '../../../bots/vk/read-problem.ts';

const refused = (error_code: number) => new APIError({ error_code, error_msg: 'No', request_params: [] });

it.each([
  [5, { state: 'unauthorized', problem: { code: 'token' } }],
  [27, { state: 'unauthorized', problem: { code: 'token' } }],
  [15, { state: 'failing', problem: { code: 'rights', values: { said: expect.stringContaining('No') } } }],
  [14, { state: 'failing', problem: { code: 'captcha', values: { said: expect.stringContaining('No') } } }],
  [29, { state: 'failing', problem: { code: 'limit', values: { said: expect.stringContaining('No') } } }],
  [10, { state: 'failing', problem: { code: 'refused', values: { said: expect.stringContaining('No') } } }],
])('VK’s error %i is told as what a person can do about it', (code, state) => {
  expect(describeProblem(refused(code))).toEqual(state);
});

it('a fault of the network is told by its name alone, which holds no address', () => {
  const lost = Object.assign(new Error('connect https://api.vk.ru/method?access_token=secret'), { code: 'ECONNRESET' });
  expect(describeProblem(lost).problem).toEqual({ code: 'unreachable', values: { fault: 'ECONNRESET' } });
  expect(describeProblem(new NotStored(lost)).problem).toEqual({ code: 'notStored', values: { fault: 'ECONNRESET' } });
  expect(describeProblem(new WrongGroup('1', '2')).problem).toEqual({ code: 'wrongGroup', values: { ours: '1', theirs: '2' } });
});
