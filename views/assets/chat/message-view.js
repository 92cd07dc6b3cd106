import { element, icon } from './element.js';
import { filesView } from './file-view.js';
import { momentOf, text, timeOf } from './settings.js';
import { linkTo, styledText } from './styled-text.js';

/** One message as a list item: who, what it answers, files, words, links, when, and how far our own one has come. */
export function messageView(message, actions) {
  const item = element('li', `message${message.from === 'visitor' ? ' own' : ''}`);
  item.append(element('span', 'who', nameOf(message)));
  if (message.removed) item.append(element('div', 'bubble removed', text('removed')));
  if (message.quote && !message.text) item.append(quoteView(message.quote));
  item.append(...filesView(message.files ?? []));
  if (message.location) item.append(locationView(message.location));
  if (message.text) item.append(bubbleView(message));
  const links = (message.buttons ?? []).flat().filter(button => button.url);
  if (links.length > 0) item.append(linksView(links));
  item.append(metaView(message, actions));
  return item;
}

function bubbleView(message) {
  const bubble = element('div', 'bubble');
  if (message.quote) bubble.append(quoteView(message.quote));
  bubble.append(message.start ? text('start') : styledText(message.text, message.entities));
  return bubble;
}

function nameOf({ from, name }) {
  if (from === 'visitor') return text('you');
  return from === 'bot' ? text('bot') : name || text('staff');
}

function quoteView({ name, text: words, files }) {
  const quote = element('blockquote', 'quote');
  quote.setAttribute('aria-label', text('quote'));
  if (name) quote.append(element('b', '', name));
  quote.append(element('span', '', words || text(files > 0 ? 'file' : 'quote')));
  return quote;
}

function locationView({ latitude, longitude, title }) {
  const link = linkTo(
    `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`,
    pinIcon(),
  );
  link.append(element('span', '', title || text('location')));
  link.className = 'file place';
  return link;
}

function pinIcon() {
  return icon('M12 21s7-6.3 7-11.5A7 7 0 005 9.5C5 14.7 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z');
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

/** When, whether it was changed, and how far our own message has come. */
export function metaView({ at, state, progress, edited, problem, upload }, { onRetry, onDiscard, onCancel }) {
  const meta = element('div', 'meta');
  const time = element('time', '', timeOf(at));
  time.dateTime = at.toISOString();
  time.title = momentOf(at);
  if (edited) meta.append(element('span', 'edited', text('edited')));
  meta.append(time);
  if (!state) return meta;
  if (state === 'sending' && progress !== undefined) meta.append(progressView(progress));
  meta.append(element('span', state, state === 'failed' && problem ? problem : text(state)));
  if (state === 'sending' && upload) meta.append(action(text('cancel'), onCancel));
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
