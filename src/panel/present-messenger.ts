import { variables } from '../accounts/index.ts';
import { type MessengerName, wordProblem } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import type { Standing } from './load-messenger.ts';
import type { Viewer } from './viewer.ts';

const names: Record<MessengerName, string> = { telegram: 'Telegram', vk: 'VK', web: 'Web' };
const icons: Record<MessengerName, string> = { telegram: 'brand-telegram', vk: 'brand-vk', web: 'world' };

/** The proper name of a messenger; the site's chat is named by the catalogue. */
export const messengerName = (name: MessengerName): string => names[name];

/** How a messenger is marked on a page: its icon and its name. */
export function presentMessengerMark({ language }: Pick<Viewer, 'language'>, name: MessengerName) {
  return { name, icon: icons[name], label: name === 'web' ? t(language, 'panel:messengers.web') : names[name] };
}

const colours: Record<Standing['state'], string> = {
  ready: 'good',
  starting: 'wait',
  unauthorized: 'bad',
  failing: 'bad',
  unreadable: 'bad',
  silent: 'bad',
  off: 'off',
};

/** How a messenger stands, where our bot is there, what to do. */
export function presentStanding(viewer: Viewer, standing: Standing, publicUrl?: string) {
  const { name, state, called } = standing;
  const text = (key: string) => t(viewer.language, `panel:messengers.${key}`);
  const todo = todoOf(viewer, standing);
  return {
    ...presentMessengerMark(viewer, name),
    state: colours[state],
    words: text(`state.${state}`),
    href: `/messengers/${name}`,
    verb: text(state === 'off' ? 'connect' : 'setUp'),
    isMain: state === 'off',
    ...(todo && { todo }),
    ...(state === 'ready' && called && name !== 'web' && { bot: called, botIs: text(name === 'vk' ? 'group' : 'bot') }),
    ...linkOf(standing, publicUrl),
  };
}

function todoOf({ language }: Viewer, { name, state, problem, view }: Standing): string | undefined {
  const text = (key: string, values = {}) => t(language, `panel:messengers.${key}`, values);
  if (state === 'off') return text(`off.${name}`);
  if (state === 'unauthorized' && view?.fromEnvironment.includes('token')) {
    return text('todo.unauthorizedByEnvironment', { variable: variables[view.name].token });
  }
  // A refused token has its own words there, which know where this one was entered.
  if (state === 'failing' && problem) return wordProblem(language, name, problem);
  return state === 'ready' || state === 'starting' ? undefined : text(`todo.${state}`);
}

/** Where a customer finds us; the site's chat only where it is known how the world sees us. */
export function linkOf(
  { name, state, called, account }: Pick<Standing, 'name' | 'state' | 'called' | 'account'>,
  publicUrl?: string,
): { link: string } | undefined {
  if (state !== 'ready') return undefined;
  if (name === 'telegram' && called?.startsWith('@')) return { link: `https://t.me/${called.slice(1)}` };
  if (name === 'vk' && account) return { link: `https://vk.me/club${account}` };
  return name === 'web' && publicUrl ? { link: `${publicUrl}/chat` } : undefined;
}

/** What the owner of a site pastes into its pages. Shown as text, so the template escapes it. */
export function chatSnippet(publicUrl: string | undefined): string {
  const origin = publicUrl?.replace(/\/$/, '') ?? 'https://…';
  return `<script src="${origin}/chat/chat.js" async></script>`;
}
