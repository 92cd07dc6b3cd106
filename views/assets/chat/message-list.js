import { element, messageView } from './message-view.js';
import { dayOf } from './settings.js';

const turnMs = 5 * 60 * 1000;

/**
 * The conversation on the page. A message stands under its id, one of ours under the id we gave it, so that being told again
 * replaces it. Ours that the server has not told back yet stand at the end.
 */
export function createMessageList(list, { onRetry, onDiscard }) {
  const entries = new Map();

  function put(message) {
    const key = message.clientId ?? message.id;
    const known = entries.get(key);
    const next = { ...message, at: new Date(message.at) };
    // What the server told is the last word on a message of ours, also when our own request's answer comes later.
    if (known && known.message.order !== undefined && next.order === undefined) return;
    if (known?.message.state && next.order !== undefined) next.state = 'sent';
    const view = messageView(next, { onRetry: () => onRetry(next), onDiscard: () => onDiscard(next) });
    entries.set(key, { message: next, view });
    if (known && known.message.order === next.order) known.view.replaceWith(view);
    else {
      known?.view.remove();
      list.insertBefore(view, viewAfter(next));
    }
    arrange();
    return !known;
  }

  function remove(key) {
    entries.get(key)?.view.remove();
    entries.delete(key);
    arrange();
  }

  const sorted = () => [...entries.values()].sort((a, b) => placeOf(a.message) - placeOf(b.message));

  function viewAfter(message) {
    return sorted().find(entry => placeOf(entry.message) > placeOf(message))?.view ?? null;
  }

  /** Days between messages, names where the speaker changes, the time under the last of a series. */
  function arrange() {
    for (const day of list.querySelectorAll('.day')) day.remove();
    let before;
    for (const { message, view } of sorted()) {
      const newDay = !before || before.message.at.toDateString() !== message.at.toDateString();
      if (newDay) list.insertBefore(element('li', 'day', dayOf(message.at)), view);
      const turn = newDay || speaker(before.message) !== speaker(message);
      view.classList.toggle('turn', turn);
      before?.view.classList.toggle('joined', !turn && isQuiet(before.message) && message.at - before.message.at < turnMs);
      view.classList.remove('joined');
      before = { message, view };
    }
  }

  return { put, remove, messages: () => sorted().map(entry => entry.message), has: key => entries.has(key) };
}

const speaker = ({ from, name }) => `${from} ${name ?? ''}`;
const isQuiet = ({ state }) => state !== 'failed' && state !== 'sending';

/** Those on their way come after everything that has a place, in the order of writing. */
function placeOf({ order, pending }) {
  return order ?? Number.MAX_SAFE_INTEGER - 1e6 + pending;
}
