import { isRecord, type Params, textOf } from '../shared/params.ts';
import { invalidParameter, VkError } from './vk-error.ts';

export interface ExecuteAnswer {
  response: unknown;
  execute_errors?: { method: string; error_code: number; error_msg: string }[];
}

const mostCalls = 25;

/**
 * execute, for code that is one list of calls (`return [API.a.b({...}),API.c.d({...})];`) or one call.
 * A call that fails is `false` in the list, with its error beside it. Any other VKScript is refused as not to be compiled.
 */
export async function runExecute(
  params: Params,
  invoke: (method: string, params: Params) => Promise<unknown>,
): Promise<ExecuteAnswer> {
  const code = textOf(params, 'code').trim();
  if (code === '') throw invalidParameter('code is undefined');
  const { calls, isList } = parseCode(code);
  if (calls.length > mostCalls) throw new VkError(13, 'Runtime error occurred during code invocation: Too many API calls');
  const results: unknown[] = [];
  const errors: NonNullable<ExecuteAnswer['execute_errors']> = [];
  for (const { method, params: given } of calls) {
    try {
      results.push(await invoke(method, given));
    } catch (error) {
      if (!(error instanceof VkError)) throw error;
      results.push(false);
      errors.push({ method, error_code: error.code, error_msg: error.message });
    }
  }
  return { response: isList ? results : results[0], ...(errors.length > 0 && { execute_errors: errors }) };
}

interface ScriptCall {
  method: string;
  params: Params;
}

export function parseCode(code: string): { calls: ScriptCall[]; isList: boolean } {
  const body = /^return\s*([\s\S]*?);?$/.exec(code)?.[1]?.trim();
  if (body === undefined) throw cannotCompile();
  const isList = body.startsWith('[') && body.endsWith(']');
  let rest = (isList ? body.slice(1, -1) : body).trim();
  const calls: ScriptCall[] = [];
  while (rest !== '') {
    const head = /^API\.(\w+\.\w+)\(/.exec(rest);
    if (!head?.[1]) throw cannotCompile();
    const end = endOfObject(rest, head[0].length);
    calls.push({ method: head[1], params: readObject(rest.slice(head[0].length, end)) });
    const tail = /^\s*\)\s*(,|$)\s*/.exec(rest.slice(end));
    if (!tail) throw cannotCompile();
    rest = rest.slice(end + tail[0].length);
  }
  if (calls.length === 0 || (!isList && calls.length > 1)) throw cannotCompile();
  return { calls, isList };
}

/** Where the braces that begin at `start` are closed again; text in quotes does not count. */
function endOfObject(source: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth += 1;
    else if (!quoted && character === '}') depth -= 1;
    else if (!quoted && character === ')' && depth === 0) return index;
  }
  throw cannotCompile();
}

function readObject(json: string): Params {
  if (json.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(json);
    if (isRecord(value)) return value;
  } catch {
    // Told below.
  }
  throw cannotCompile();
}

const cannotCompile = () => new VkError(12, 'Unable to compile code: only lists of API calls are understood');
