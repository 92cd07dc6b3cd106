import type { visitor } from '../support/visitor.ts';
import { chance, nameOf, phoneOf, rareWord } from './base-words.ts';
import type { BaseSize } from './fill-base.ts';

type Visitor = ReturnType<typeof visitor>;

/** A page that managers open; `path` is another one of its kind with every number. */
interface BenchPage {
  name: string;
  kind: 'page' | 'search';
  path(n: number): string;
  /** What the browser asks for a part of the page. */
  isPart?: true;
}

/** The pages of a manager's day. */
export function pagesOf({ contacts, deals }: BaseSize): BenchPage[] {
  const any = (most: number, n: number) => Math.floor(chance(n * 97 + 5) * most);
  const page = (name: string, path: BenchPage['path']): BenchPage => ({ name, kind: 'page', path });
  const part = (name: string, path: BenchPage['path']): BenchPage => ({ name, kind: 'page', path, isPart: true });
  const search = (name: string, words: (n: number) => string): BenchPage => ({
    name: `search: ${name}`,
    kind: 'search',
    path: n => `/search?q=${encodeURIComponent(words(n))}`,
    isPart: true,
  });
  const views = ['waiting', 'mine', 'unassigned', 'bot', 'all', 'closed'];
  return [
    page('inbox', n => `/inbox?view=${views[n % views.length]}`),
    part('inbox: the list', n => `/inbox/list?view=${views[n % views.length]}`),
    part('inbox: a conversation', n => `/inbox/telegram:9:${any(contacts, n)}`),
    page('contacts', n => `/contacts?page=${1 + (n % 3)}`),
    part('contacts: by a name', n => `/contacts?q=${encodeURIComponent(nameOf(any(contacts, n)).lastName.toLowerCase())}`),
    part('contacts: by a tag', n => `/contacts?tag=${encodeURIComponent(n % 2 ? 'опт' : 'срочно')}`),
    part('contacts: by several marks', n => `/contacts?temperature=hot&category=vip&owner=staff-manager${n % 20}%40example.org`),
    page('a card', n => `/contacts/bench-${any(contacts, n)}`),
    part('a card: its timeline', n => `/contacts/bench-${any(contacts, n)}/timeline`),
    page('deals: the board', () => '/deals'),
    page('deals: the list', n => `/deals?view=list&page=${1 + (n % 3)}`),
    page('a deal', n => `/deals/bench-${any(deals, n)}`),
    page('tasks', n => `/tasks?view=${['day', 'week', 'overdue', 'done'][n % 4]}`),
    page('the feed', () => '/tasks/feed'),
    page('similar cards', () => '/contacts/duplicates'),
    search('a name', n => nameOf(any(contacts, n)).lastName),
    search('a first name', n => nameOf(any(contacts, n)).firstName),
    search('the middle of a phone', n => phoneOf(any(contacts, n)).slice(5, 10)),
    search('a whole phone', n => phoneOf(any(contacts, n))),
    search('a rare word', n => rareWord(any(contacts, n))),
    search('a word that is everywhere', n => ['спасибо', 'здравствуйте', 'заказа', 'цену'][n % 4] ?? ''),
    search('two words', n => ['плитку краска', 'договор замер', 'унитаза завтра'][n % 3] ?? ''),
    search('half a word', n => ['дост', 'дог', 'сме', 'пон'][n % 4] ?? ''),
    search('nothing', n => `щщ${n % 7}ыыы`),
  ];
}

/**
 * What somebody at work looks at a page for, before they ask for the next: exponential, on average `thinkMs`, at most ten times as long (TPC-W 1.8,
 * clause 5.3.1.1, where the average is seven seconds).
 */
const lookMs = (thinkMs: number, n: number): number => Math.min(-Math.log(1 - chance(n)), 10) * thinkMs;

/** Everybody opens one page after the other, until the time is over. Resolves with how long each kind took. */
export async function workAt(
  pages: BenchPage[],
  managers: Visitor[],
  { until, thinkMs }: { until: number; thinkMs: number },
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  let n = 0;
  const wrong = new Set<string>();
  await Promise.all(
    managers.map(async manager => {
      while (performance.now() < until) {
        const turn = n++;
        await new Promise(resolve => setTimeout(resolve, Math.min(lookMs(thinkMs, turn), until - performance.now())));
        const page = pages[turn % pages.length];
        if (!page || performance.now() >= until) return;
        const path = page.path(turn);
        const began = performance.now();
        const { status } = await manager.get(path, page.isPart ? { 'hx-request': 'true' } : {});
        times.set(page.name, [...(times.get(page.name) ?? []), performance.now() - began]);
        if (status !== 200 && !wrong.has(page.name)) console.log(`  ${page.name}: ${path} answers ${status}`);
        if (status !== 200) wrong.add(page.name);
      }
    }),
  );
  return times;
}
