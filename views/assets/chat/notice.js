import { linkTo } from './styled-text.js';

const passingMs = 6000;

/** The line under the title: what lasts (no connection) until it is cleared, what passes for a few seconds. */
export function createNotice(place) {
  const lasting = new Map();
  let timer;

  function show(words, link) {
    place.replaceChildren(words ?? '');
    if (link) place.append(' ', linkTo(new URL(link.href, location.href).href, link.label));
    place.hidden = !words;
  }

  function showLasting() {
    const latest = [...lasting.values()].at(-1);
    show(latest?.words, latest?.link);
  }

  return {
    say(words) {
      clearTimeout(timer);
      show(words);
      timer = setTimeout(showLasting, passingMs);
    },
    keep(key, words, link) {
      lasting.set(key, { words, link });
      showLasting();
    },
    clear(key) {
      if (lasting.delete(key)) showLasting();
    },
  };
}
