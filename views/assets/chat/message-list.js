import { element } from './element.js';
import { messageView, metaView } from './message-view.js';
import { dayOf } from './settings.js';

const turnMs = 5 * 60 * 1000;

/**
 * The conversation on the page. A message stands under its id, one of ours under the id we gave it, so that being told again
 * replaces it. Ours that the server has not told back yet stand at the end. What a screen reader has read stays where it is.
 */
export function createMessageList(list, { onRetry, onDiscard, onCancel }) {
  const entries = new Map();

  /** True when the message was not there before. */
  function put(told) {
    const key = told.clientId ?? told.id;
    const known = entries.get(key);
    const message = { ...told, at: new Date(told.at) };
    // What the server told is the last word on a message of ours, also when our own request's answer comes later.
    if (known && known.message.order !== undefined && message.order === undefined) return false;
    if (known?.message.state && message.order !== undefined) message.state = 'sent';
    entries.set(key, { message, view: viewOf(message, known) });
    place(key);
    arrange();
    return !known;
  }

  function viewOf(message, known) {
    const actions = {
      onRetry: () => onRetry(message),
      onDiscard: () => onDiscard(message),
      onCancel: () => onCancel(message),
    };
    if (known && contentOf(known.message) === contentOf(message)) {
      showMeta(known.view, metaView(message, actions));
      return known.view;
    }
    const view = messageView(message, actions);
    known?.view.replaceWith(view);
    return view;
  }

  function place(key) {
    const all = sorted();
    const { view } = entries.get(key);
    const after = all[all.findIndex(entry => entry.view === view) + 1]?.view ?? null;
    if (!view.isConnected || nextMessage(view) !== after) list.insertBefore(view, after);
  }

  function remove(key) {
    entries.get(key)?.view.remove();
    entries.delete(key);
    arrange();
  }

  const sorted = () => [...entries.values()].sort((a, b) => placeOf(a.message) - placeOf(b.message));

  /** Days between messages, names where the speaker changes, the time under the last of a series. */
  function arrange() {
    const all = sorted();
    const latestOwn = all.findLast(({ message }) => message.from === 'visitor');
    for (const [i, entry] of all.entries()) {
      const before = all[i - 1];
      const newDay = before?.message.at.toDateString() !== entry.message.at.toDateString();
      showDay(list, entry.view, newDay ? dayOf(entry.message.at) : undefined);
      const turn = newDay || speaker(before.message) !== speaker(entry.message);
      entry.view.classList.toggle('turn', turn);
      entry.view.classList.remove('joined');
      entry.view.classList.toggle('latest', entry === latestOwn);
      before?.view.classList.toggle(
        'joined',
        !turn && isSettled(before.message) && entry.message.at - before.message.at < turnMs,
      );
    }
  }

  return {
    put,
    remove,
    has: key => entries.has(key),
    messages: () => sorted().map(entry => entry.message),
    /** Which message the buttons below belong to. */
    markAsking(id) {
      for (const { message, view } of entries.values()) view.classList.toggle('asking', message.id === id);
    },
  };
}

function showDay(list, view, day) {
  const present = view.previousElementSibling?.matches('.day') ? view.previousElementSibling : undefined;
  if (present?.textContent === day) return;
  present?.remove();
  if (day) list.insertBefore(element('li', 'day', day), view);
}

function nextMessage(view) {
  const next = view.nextElementSibling;
  return next?.matches('.day') ? next.nextElementSibling : next;
}

const speaker = ({ from, name }) => `${from} ${name ?? ''}`;
const isSettled = ({ state }) => state !== 'failed' && state !== 'sending';
const contentOf = ({ text, entities, files, buttons, location, quote, removed }) =>
  JSON.stringify([text, entities, files, buttons, location, quote, removed]);

/** A bar that grows: the button beside it keeps its place under the finger and the focus. */
function showMeta(view, fresh) {
  const meta = view.querySelector('.meta');
  const [bar, next] = [meta.querySelector('progress'), fresh.querySelector('progress')];
  if (bar && next) bar.value = next.value;
  else meta.replaceWith(fresh);
}

/** Those on their way come after everything that has a place, in the order of writing. */
function placeOf({ order, pending }) {
  return order ?? Number.MAX_SAFE_INTEGER - 1e6 + pending;
}
