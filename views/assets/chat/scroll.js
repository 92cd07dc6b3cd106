const nearPx = 120;

/** Keeps the end in sight as long as the reader is there, and leaves them alone when they read further up. */
export function createScroll(area, toNewer) {
  const fromEnd = () => area.scrollHeight - area.scrollTop - area.clientHeight;
  let atEnd = true;
  let lastTop = 0;

  function toEnd() {
    atEnd = true;
    area.scrollTop = area.scrollHeight;
  }

  area.addEventListener('scroll', () => {
    // Something that grew below is no reason to stay behind; only the reader's own way up is.
    if (fromEnd() < nearPx) atEnd = true;
    else if (area.scrollTop < lastTop) atEnd = false;
    lastTop = area.scrollTop;
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
