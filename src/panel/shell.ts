import type { RequestHandler } from 'express';
import type { Messenger } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { messengerName } from './present-messenger.ts';
import type { Viewer } from './viewer.ts';
import { viewerOf } from './viewer.ts';

interface NavItem {
  id: string;
  href: string;
  icon: string;
  label: string;
  on: boolean;
  count?: number;
  problem?: boolean;
  hint?: string;
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
      shell?: { items: NavItem[]; banners: Banner[] };
    }
  }
}

const pages = [
  { id: 'inbox', icon: 'messages' },
  { id: 'contacts', icon: 'address-book' },
  { id: 'flows', icon: 'route' },
  { id: 'messengers', icon: 'plug-connected' },
  { id: 'settings', icon: 'user-circle' },
];

/** The navigation with its counters and what has to be said on every page. Fragments for htmx stand in a page that has it. */
export function loadShell({ messengers }: { messengers: Messenger[] }): RequestHandler {
  return async (req, res, next) => {
    const viewer = viewerOf(res);
    if (viewer.staff && !req.get('hx-request') && req.accepts('html')) {
      res.locals.shell = { items: items(viewer, req.path), banners: banners(viewer, messengers) };
    }
    next();
  };
}

function items({ language }: Viewer, path: string): NavItem[] {
  return pages.map(({ id, icon }) => ({
    id,
    icon,
    href: `/${id}`,
    label: t(language, `panel:nav.${id}`),
    on: path === `/${id}` || path.startsWith(`/${id}/`),
  }));
}

function banners({ language }: Viewer, messengers: Messenger[]): Banner[] {
  return messengers
    .filter(({ state }) => state.state === 'unauthorized')
    .map(({ name }) => ({
      title: t(language, 'panel:banner.messenger', { messenger: messengerName(name) }),
      text: t(language, 'panel:banner.messengerText'),
      href: '/messengers',
      action: t(language, 'panel:banner.look'),
    }));
}
