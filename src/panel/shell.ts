import type { RequestHandler } from 'express';
import { countWaiting } from '../conversations/index.ts';
import { flowStates } from '../flows/index.ts';
import type { Messenger } from '../messages/index.ts';
import { may, type Right } from '../staff/index.ts';
import { countOverdue } from '../tasks/index.ts';
import { t } from '../texts/index.ts';
import { listSubscriptions, type Subscription } from '../webhooks/index.ts';
import { messengerName } from './present-messenger.ts';
import { seenBy } from './seen-by.ts';
import { type SettingsItem, settingsNav } from './settings-nav.ts';
import { tasksMark } from './tasks/tasks-mark.ts';
import type { Viewer } from './viewer.ts';
import { viewerOf } from './viewer.ts';

interface NavItem {
  id: string;
  href: string;
  icon: string;
  label: string;
  on: boolean;
  count?: number | string;
  problem?: boolean;
  hint?: string;
  /** Changes while the page is open. */
  isLive?: boolean;
  isTasks?: true;
  /** On a phone it stands behind "more". */
  isRest?: true;
}

interface Banner {
  title: string;
  text: string;
  href: string;
  action: string;
}

declare global {
  namespace Express {
    interface Locals {
      shell?: { items: NavItem[]; banners: Banner[]; settings?: SettingsItem[]; canWrite: boolean };
    }
  }
}

/** So many of them stand in the bar of a phone. */
const usedMost = 4;

/** In their order; what has a right is shown to those who have it. */
const pages: { id: string; icon: string; right?: Right }[] = [
  { id: 'inbox', icon: 'messages' },
  { id: 'contacts', icon: 'address-book' },
  { id: 'deals', icon: 'briefcase' },
  { id: 'tasks', icon: 'circle-check' },
  { id: 'segments', icon: 'users', right: 'mail' },
  { id: 'broadcasts', icon: 'speakerphone', right: 'mail' },
  { id: 'automations', icon: 'bolt', right: 'mail' },
  { id: 'flows', icon: 'route' },
  { id: 'messengers', icon: 'plug-connected' },
  { id: 'settings', icon: 'user-circle' },
];

/** The navigation with its counters and what has to be said on every page. Fragments for htmx stand in a page that has it. */
export function loadShell({ messengers }: { messengers: Messenger[] }): RequestHandler {
  return async (req, res, next) => {
    const viewer = viewerOf(res);
    if (viewer.staff && !req.get('hx-request') && req.accepts('html')) {
      const { now } = viewer;
      const [waiting, flows, late, subscriptions] = await Promise.all([
        countWaiting(seenBy(viewer.staff)),
        flowStates(),
        countOverdue({ staff: viewer.staff.id }, { now, most: 100 }),
        may(viewer.staff, 'administer') ? listSubscriptions() : [],
      ]);
      const wrong = {
        messengers: messengers.filter(({ state }) => state.state === 'unauthorized' || state.state === 'failing'),
        flows: flows.filter(({ problems }) => problems.length > 0).length,
        unheard: subscriptions.filter(({ off }) => off && off.why !== 'byHand'),
      };
      res.locals.shell = {
        items: items(viewer, req.path, { waiting, late }, wrong),
        banners: banners(viewer, wrong),
        settings: settingsNav(viewer, req.path),
        canWrite: may(viewer.staff, 'write'),
      };
    }
    next();
  };
}

interface Wrong {
  messengers: Messenger[];
  flows: number;
  /** Programs that are told nothing any more, though nobody here wanted it. */
  unheard: Subscription[];
}

/** The mark at "Inbox": how many people wait. */
export function inboxMark({ language }: Viewer, waiting: number) {
  return waiting > 0
    ? { id: 'inbox', count: waiting, hint: t(language, 'panel:nav.waiting', { count: waiting }) }
    : { id: 'inbox' };
}

function items(viewer: Viewer, path: string, { waiting, late }: { waiting: number; late: number }, wrong: Wrong): NavItem[] {
  const { language } = viewer;
  const problem = { problem: true, hint: t(language, 'panel:nav.problem') };
  const marks: Record<string, Partial<NavItem>> = {
    inbox: { ...inboxMark(viewer, waiting), isLive: true },
    tasks: { ...tasksMark(viewer, late), isTasks: true },
    ...(wrong.flows > 0 && { flows: problem }),
    ...(wrong.messengers.length > 0 && { messengers: problem }),
  };
  const seen = pages.filter(({ right }) => right === undefined || (viewer.staff !== undefined && may(viewer.staff, right)));
  return seen.map(({ id, icon }, place) => ({
    id,
    ...(place >= usedMost && { isRest: true as const }),
    icon,
    href: `/${id}`,
    label: t(language, `panel:nav.${id}`),
    on: path === `/${id}` || path.startsWith(`/${id}/`),
    ...marks[id],
  }));
}

function banners({ language }: Viewer, wrong: Wrong): Banner[] {
  const text = (key: string, values = {}) => t(language, `panel:banner.${key}`, values);
  const refused = wrong.messengers.filter(({ state }) => state.state === 'unauthorized');
  return [
    ...refused.map(({ name }) => ({
      title: text('messenger', { messenger: messengerName(name) }),
      text: text('messengerText'),
      href: '/messengers',
      action: text('look'),
    })),
    ...(wrong.flows > 0
      ? [{ title: text('flow', { count: wrong.flows }), text: text('flowText'), href: '/flows', action: text('look') }]
      : []),
    ...wrong.unheard.map(({ id, name }) => ({
      title: text('webhook', { name }),
      text: text('webhookText'),
      href: `/settings/webhooks/${id}`,
      action: text('look'),
    })),
  ];
}
