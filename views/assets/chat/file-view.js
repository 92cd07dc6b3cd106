import { element, icon } from './element.js';
import { timeOfSeconds } from './recorder.js';
import { settings, sizeOf, text } from './settings.js';
import { linkTo } from './styled-text.js';

/** The files of a message: pictures and videos that came together as a grid, sound with its length, everything else to download. */
export function filesView(files) {
  const looked = files.filter(file => isPicture(file) || isVideo(file));
  if (looked.length < 2) return files.map(fileView);
  const album = element('div', 'album');
  album.setAttribute('role', 'group');
  album.setAttribute('aria-label', text('album').replace('{{count}}', looked.length));
  album.dataset.count = String(Math.min(looked.length, 4));
  album.append(...looked.map(fileView));
  return [album, ...files.filter(file => !looked.includes(file)).map(fileView)];
}

const shown = file => file.url && !file.missing;
// Browsers do not show what phones of Apple keep as HEIC.
const isPicture = file => shown(file) && /^image\/(?!hei[cf])/.test(file.mime ?? '');
const isVideo = file => shown(file) && (file.mime ?? '').startsWith('video/');

function fileView(file) {
  const url = file.url ? `${settings.base}/${file.url}` : undefined;
  if (isPicture(file)) return pictureView(file, url);
  if (isVideo(file)) return playerView('video', url, file);
  if (shown(file) && (file.kind === 'voice' || (file.mime ?? '').startsWith('audio/'))) return soundView(url, file);
  return documentView(file, file.missing ? undefined : url);
}

function pictureView(file, url) {
  const image = element('img');
  const whole = new URL(url, location.href).href;
  image.src = file.mime === 'image/gif' ? whole : `${whole}&small=1`;
  image.alt = file.name || text('photo');
  image.loading = 'lazy';
  if (file.width && file.height) Object.assign(image, { width: file.width, height: file.height });
  const link = linkTo(whole, image);
  link.className = 'picture';
  return link;
}

function soundView(url, file) {
  const view = element('div', 'sound');
  view.append(playerView('audio', url, file));
  if (file.duration) view.append(element('small', '', timeOfSeconds(file.duration)));
  return view;
}

function playerView(tag, url, file) {
  const player = element(tag);
  player.src = url;
  player.controls = true;
  player.preload = 'metadata';
  player.setAttribute('aria-label', file.kind === 'voice' ? text('voice') : file.name || text('file'));
  return player;
}

function documentView(file, url) {
  const view = element(url ? 'a' : 'div', 'file');
  if (url) Object.assign(view, { href: url, download: file.name ?? '' });
  const name = element('span', '', file.kind === 'voice' ? text('voice') : file.name || text('file'));
  name.append(
    element('small', '', file.missing ? text('fileMissing') : file.duration ? timeOfSeconds(file.duration) : sizeOf(file.size)),
  );
  view.append(icon('M14 3v5h5M6 3h8l5 5v11a2 2 0 01-2 2H6a2 2 0 01-2-2V5a2 2 0 012-2z'), name);
  return view;
}
