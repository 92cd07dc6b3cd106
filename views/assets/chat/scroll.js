const nearPx = 120;

/** Keeps the end in sight as long as the reader is there, and leaves them alone when they read further up. */
export function createScroll(area, toNewer) {
  const fromEnd = () => area.scrollHeight - area.scrollTop - area.clientHeight;
  let atEnd = true;

  function toEnd() {
    atEnd = true;
    area.scrollTop = area.scrollHeight;
  }

  area.addEventListener('scroll', () => {
    atEnd = fromEnd() < nearPx;
    toNewer.hidden = atEnd;
  });
  toNewer.addEventListener('click', toEnd);
  // A picture that has loaded, buttons that appeared, the keyboard that came up.
  const observer = new ResizeObserver(() => atEnd && toEnd());
  for (const part of [area, ...area.children]) observer.observe(part);

  return {
    toEnd,
    follow: () => (atEnd ? toEnd() : undefined),
    /** Adds above without moving what is being read. */
    keep(change) {
      const before = fromEnd();
      change();
      area.scrollTop = area.scrollHeight - area.clientHeight - before;
    },
  };
}
