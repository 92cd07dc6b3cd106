import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageFile, viewsFolder } from './paths.ts';

/** The icons that pages use, by their names at Tabler. */
export const icons = [
  'address-book',
  'alert-triangle',
  'archive',
  'arrow-back-up',
  'arrow-down',
  'arrow-left',
  'arrow-up',
  'arrows-split-2',
  'ban',
  'bell',
  'bolt',
  'brand-telegram',
  'brand-vk',
  'briefcase',
  'building',
  'cake',
  'calculator',
  'calendar',
  'check',
  'checkbox',
  'chevron-left',
  'chevron-right',
  'circle-check',
  'clock',
  'copy',
  'corner-up-left',
  'corner-up-right',
  'device-desktop',
  'device-mobile',
  'dots',
  'download',
  'external-link',
  'file',
  'file-off',
  'file-text',
  'filter',
  'flag',
  'flame',
  'forms',
  'grip-vertical',
  'hand-stop',
  'help',
  'history',
  'hourglass',
  'id',
  'inbox',
  'info-circle',
  'key',
  'keyboard',
  'language',
  'layout-sidebar-right',
  'lock',
  'logout',
  'mail',
  'map-pin',
  'maximize',
  'message-2',
  'message-circle',
  'messages',
  'microphone',
  'moon',
  'paperclip',
  'pencil',
  'phone',
  'photo',
  'player-play',
  'plug-connected',
  'plus',
  'refresh',
  'robot',
  'route',
  'search',
  'send',
  'settings',
  'shield-check',
  'shopping-cart',
  'star',
  'sun',
  'tag',
  'trash',
  'upload',
  'user',
  'user-circle',
  'users',
  'video',
  'volume',
  'webhook',
  'world',
  'x',
  'zoom-in',
  'zoom-out',
] as const;

/** One SVG with every icon of the panel as a symbol, from the icon library's own shapes. */
export function iconSprite(): string {
  const all = JSON.parse(readFileSync(packageFile('@tabler/icons', 'tabler-nodes-outline.json'), 'utf8')) as Record<
    string,
    [tag: string, attributes: { d: string }][]
  >;
  const symbols = icons.map(name => {
    const shapes = all[name];
    if (!shapes) throw new Error(`The icon library has no ${name}.`);
    return { name, paths: shapes.map(([, { d }]) => d) };
  });
  const template = Handlebars.compile(readFileSync(join(viewsFolder, 'icons.hbs'), 'utf8'));
  return template({ symbols });
}
