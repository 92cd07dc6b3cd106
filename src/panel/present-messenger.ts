import type { Messenger, MessengerName } from '../messages/index.ts';
import { messengerNames } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import type { Viewer } from './viewer.ts';

const names: Record<MessengerName, string> = { telegram: 'Telegram', vk: 'VK', web: 'Web' };
const icons: Record<MessengerName, string> = { telegram: 'brand-telegram', vk: 'brand-vk', web: 'world' };

/** The proper name of a messenger; the site's chat is named by the catalogue. */
export const messengerName = (name: MessengerName): string => names[name];

/** How a messenger is marked on a page: its icon and its name. */
export function presentMessengerMark({ language }: Pick<Viewer, 'language'>, name: MessengerName) {
  return { name, icon: icons[name], label: name === 'web' ? t(language, 'panel:messengers.web') : names[name] };
}

/** A messenger on the page of messengers: how it stands, where its bot is, what to do. */
export function presentMessengers(
  viewer: Viewer,
  running: Messenger[],
  { publicUrl, receives = true }: { publicUrl?: string | undefined; receives?: boolean | undefined },
) {
  return messengerNames.map(name => {
    const messenger = running.find(candidate => candidate.name === name);
    return {
      ...presentMessengerMark(viewer, name),
      ...(messenger && !receives ? presentElsewhere(viewer) : presentState(viewer, name, messenger)),
      ...(name === 'web' && messenger && { snippet: snippet(publicUrl), page: '/chat' }),
      ...(name === 'web' && messenger && !publicUrl && { needsPublicUrl: true }),
    };
  });
}

function presentState({ language }: Viewer, name: MessengerName, messenger: Messenger | undefined) {
  const text = (key: string, values = {}) => t(language, `panel:messengers.${key}`, values);
  if (!messenger) return { state: 'off', words: text('state.off'), todo: text(`off.${name}`) };
  const { state } = messenger;
  const words = text(`state.${state.state}`);
  if (state.state === 'unauthorized') return { state: 'bad', words, todo: text(`unauthorized.${name}`), problem: state.problem };
  if (state.state === 'failing') return { state: 'bad', words, todo: text('failing'), problem: state.problem };
  if (state.state === 'starting') return { state: 'wait', words };
  return { state: 'good', words, ...botLink(name, messenger.account, state.name) };
}

function presentElsewhere({ language }: Viewer) {
  return { state: 'off', words: t(language, 'panel:messengers.state.elsewhere') };
}

function botLink(name: MessengerName, account: string, called: string) {
  if (name === 'telegram') return { bot: `@${called.replace(/^@/, '')}`, link: `https://t.me/${called.replace(/^@/, '')}` };
  if (name === 'vk') return { bot: called, link: `https://vk.me/club${account}` };
  return {};
}

/** What the owner of a site pastes into its pages. Shown as text, so the template escapes it. */
function snippet(publicUrl: string | undefined): string {
  const origin = publicUrl?.replace(/\/$/, '') ?? 'https://…';
  return `<script src="${origin}/chat/chat.js" async></script>`;
}
