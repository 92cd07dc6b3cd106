import { APIError } from 'vk-io';
import type { CallResult, ScriptedCall } from './api.ts';
import type { Sending } from './attach.ts';
import type { Message } from './compose.ts';

/** One message for one person, ready to go. */
export interface Post {
  peer: string;
  message: Message;
  /** Whether it may share a call with those that say the same. */
  shared: boolean;
}

const mostPeers = 100;
const mostCalls = 25;
/** VK documents no limit for a script; below this many characters none was met, and long texts are rare. */
const longestScript = 60_000;
/** The script could not be compiled or run; its calls may still be fine. */
const scriptFaults = new Set([12, 13]);

/** Makes the fewest calls that carry all posts; a result for each of them, in their order. */
export async function makeCalls({ api, execute }: Pick<Sending, 'api' | 'execute'>, posts: Post[]): Promise<CallResult[]> {
  const groups = gather(posts);
  const results = new Map<Post, CallResult>();
  for (const chunk of cut(groups)) {
    const answers = await run(chunk.map(toCall));
    for (const [i, group] of chunk.entries())
      for (const post of group) results.set(post, answers[i] ?? { error: new Error('VK left it out') });
  }
  return posts.map(post => results.get(post) ?? { error: new Error('VK left it out') });

  async function run(calls: ScriptedCall[]): Promise<CallResult[]> {
    const [only, ...others] = calls;
    if (only && others.length === 0) return [await alone(only)];
    try {
      return await execute(calls);
    } catch (error) {
      if (!(error instanceof APIError && scriptFaults.has(Number(error.code)))) return calls.map(() => ({ error }));
      const results: CallResult[] = [];
      for (const call of calls) results.push(await alone(call));
      return results;
    }
  }

  async function alone({ method, params }: ScriptedCall): Promise<CallResult> {
    try {
      return { answer: await api(method, params) };
    } catch (error) {
      return { error };
    }
  }
}

/** Posts that share one call: the same message and `random_id`, each person once. */
function gather(posts: Post[]): Post[][] {
  const groups: Post[][] = [];
  const open = new Map<string, Post[]>();
  for (const post of posts) {
    const key = JSON.stringify(post.message);
    const group = post.shared ? open.get(key) : undefined;
    if (group && group.length < mostPeers && !group.some(({ peer }) => peer === post.peer)) group.push(post);
    else {
      const begun = [post];
      groups.push(begun);
      if (post.shared) open.set(key, begun);
    }
  }
  return groups;
}

function toCall(group: Post[]): ScriptedCall {
  const [first] = group;
  const peers = group.map(({ peer }) => peer);
  return {
    method: 'messages.send',
    params: { ...(peers.length === 1 ? { peer_id: peers[0] } : { peer_ids: peers.join(',') }), ...first?.message },
  };
}

/** As many calls to one `execute` as it takes. */
function cut(groups: Post[][]): Post[][][] {
  const chunks: Post[][][] = [];
  let length = 0;
  for (const group of groups) {
    const size = JSON.stringify(toCall(group)).length;
    const last = chunks.at(-1);
    if (last && last.length < mostCalls && length + size <= longestScript) {
      last.push(group);
      length += size;
    } else {
      chunks.push([group]);
      length = size;
    }
  }
  return chunks;
}
