import { memory, settings } from './settings.js';

/**
 * The site around the frame: it learns how many messages are unread, and tells whether it shows us. Only numbers leave, so any site
 * may hear them.
 */
export function createHost({ onShown }) {
  let shown = !settings.embedded;
  let read = Number(memory.get('read') ?? 0);

  const tell = message => settings.embedded && parent.postMessage({ kartoteka: message }, '*');
  const isSeen = () => shown && document.visibilityState === 'visible';

  /** Counts what has come since the visitor last looked. */
  function count(messages) {
    const placed = messages.filter(message => message.order !== undefined);
    const last = placed.at(-1)?.order ?? 0;
    if (isSeen() && last > read) {
      read = last;
      memory.set('read', String(read));
    }
    const unread = placed.filter(message => message.from !== 'visitor' && message.order > read).length;
    // Told as soon as something is written: whoever leaves the site a moment later is to hear the answer when they are back.
    tell({ unread, known: messages.length > 0 });
  }

  addEventListener('message', event => {
    if (event.source !== parent || typeof event.data?.kartoteka?.shown !== 'boolean') return;
    shown = event.data.kartoteka.shown;
    onShown(shown);
  });
  document.addEventListener('visibilitychange', () => onShown(isSeen()));

  return { count, ready: () => tell({ ready: true }), close: () => tell({ close: true }) };
}
