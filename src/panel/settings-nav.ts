import { may, type Right } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import type { Viewer } from './viewer.ts';

export interface SettingsItem {
  href: string;
  icon: string;
  label: string;
  on: boolean;
}

/** The pages of the settings, in their order; their names are `panel:settings.sections.<id>`. Without a right: everybody's own. */
const sections: { id: string; href: string; icon: string; right?: Right }[] = [
  { id: 'me', href: '/settings', icon: 'user-circle' },
  { id: 'alerts', href: '/settings/alerts', icon: 'bell' },
  { id: 'replies', href: '/settings/replies', icon: 'bolt', right: 'write' },
  { id: 'security', href: '/settings/security', icon: 'lock' },
  { id: 'staff', href: '/settings/staff', icon: 'users', right: 'administer' },
  { id: 'roles', href: '/settings/roles', icon: 'shield-check', right: 'administer' },
  { id: 'audit', href: '/settings/audit', icon: 'history', right: 'administer' },
  { id: 'api', href: '/settings/api', icon: 'key', right: 'administer' },
  { id: 'webhooks', href: '/settings/webhooks', icon: 'webhook', right: 'administer' },
  { id: 'jobs', href: '/settings/jobs', icon: 'clock-play', right: 'administer' },
  { id: 'queues', href: '/settings/queues', icon: 'inbox', right: 'settings' },
  { id: 'hours', href: '/settings/hours', icon: 'clock', right: 'settings' },
  { id: 'fields', href: '/settings/fields', icon: 'forms', right: 'settings' },
  { id: 'grading', href: '/settings/grading', icon: 'flame', right: 'settings' },
  { id: 'pipelines', href: '/settings/pipelines', icon: 'arrows-split-2', right: 'settings' },
  { id: 'products', href: '/settings/products', icon: 'tag', right: 'settings' },
  { id: 'tasks', href: '/settings/tasks', icon: 'circle-check', right: 'settings' },
  { id: 'sending', href: '/settings/sending', icon: 'speakerphone', right: 'settings' },
  { id: 'retention', href: '/settings/retention', icon: 'eraser', right: 'administer' },
];

/** The pages of the settings that a person may open. */
export function settingsNav({ language, staff }: Viewer, path: string): SettingsItem[] {
  return sections
    .filter(({ right }) => right === undefined || (staff !== undefined && may(staff, right)))
    .map(({ id, href, icon }) => ({
      href,
      icon,
      label: t(language, `panel:settings.sections.${id}`),
      on: href === '/settings' ? path === href : path === href || path.startsWith(`${href}/`),
    }));
}
