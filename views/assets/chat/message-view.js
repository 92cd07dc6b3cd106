import { momentOf, settings, sizeOf, text, timeOf } from './settings.js';
import { linkTo, styledText } from './styled-text.js';

/** One message as a list item: who, files, words, links, when, and how far our own one has come. */
export function messageView(message, { onRetry, onDiscard }) {
  const item = element('li', `message${message.from === 'visitor' ? ' own' : ''}`);
  item.append(element('span', 'who', nameOf(message)));
  for (const file of message.files ?? []) item.append(fileView(file));
  if (message.location) item.append(locationView(message.location));
  if (message.text) {
    const bubble = element('div', 'bubble');
    bubble.append(message.start ? text('start') : styledText(message.text, message.entities));
    item.append(bubble);
  }
  const links = (message.buttons ?? []).flat().filter(button => button.url);
  if (links.length > 0) item.append(linksView(links));
  item.append(metaView(message, { onRetry, onDiscard }));
  return item;
}

export function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content) made.append(content);
  return made;
}

function nameOf({ from, name }) {
  if (from === 'visitor') return text('you');
  return from === 'bot' ? text('bot') : name || text('staff');
}

function fileView(file) {
  const url = file.url ? `${settings.base}/${file.url}` : undefined;
  if (!url) return documentView(file);
  const mime = file.mime ?? '';
  if (mime.startsWith('image/')) return pictureView(file, url);
  if (mime.startsWith('video/') || mime.startsWith('audio/')) return playerView(mime.slice(0, 5), url, file);
  return documentView(file, url);
}

function pictureView(file, url) {
  const image = element('img');
  image.src = url;
  image.alt = file.name || text('photo');
  image.loading = 'lazy';
  if (file.width && file.height) Object.assign(image, { width: file.width, height: file.height });
  const link = linkTo(new URL(url, location.href).href, image);
  link.className = 'picture';
  return link;
}

function playerView(tag, url, file) {
  const player = element(tag);
  player.src = url;
  player.controls = true;
  player.preload = 'metadata';
  player.setAttribute('aria-label', file.name || text('file'));
  return player;
}

function documentView(file, url) {
  const view = element(url ? 'a' : 'div', 'file');
  if (url) Object.assign(view, { href: url, download: file.name ?? '' });
  const name = element('span', '', file.name || text('file'));
  name.append(element('small', '', sizeOf(file.size)));
  view.append(paperIcon(), name);
  return view;
}

function paperIcon() {
  const namespace = 'http://www.w3.org/2000/svg';
  const icon = document.createElementNS(namespace, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', 'M14 3v5h5M6 3h8l5 5v11a2 2 0 01-2 2H6a2 2 0 01-2-2V5a2 2 0 012-2z');
  icon.append(path);
  return icon;
}

function locationView({ latitude, longitude, title }) {
  const link = linkTo(`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`, title || text('location'));
  link.className = 'file';
  return link;
}

function linksView(links) {
  const row = element('div', 'links');
  row.append(...links.map(linkView));
  return row;
}

export function linkView({ url, label }) {
  const link = linkTo(url, label);
  if (link instanceof Element) link.className = 'choice';
  return link;
}

/** When, and how far our own message has come. */
export function metaView({ at, state, progress }, { onRetry, onDiscard }) {
  const meta = element('div', 'meta');
  const time = element('time', '', timeOf(at));
  time.dateTime = at.toISOString();
  time.title = momentOf(at);
  meta.append(time);
  if (!state) return meta;
  if (state === 'sending' && progress !== undefined) meta.append(progressView(progress));
  meta.append(element('span', state, text(state)));
  if (state === 'failed') meta.append(action(text('again'), onRetry), action(text('discard'), onDiscard));
  return meta;
}

function progressView(value) {
  const bar = element('progress');
  bar.value = value;
  bar.setAttribute('aria-label', text('sending'));
  return bar;
}

function action(label, act) {
  const button = element('button', '', label);
  button.type = 'button';
  button.addEventListener('click', act);
  return button;
}
