// A table stays scrolled as it was when its numbers are renewed under the reader's eyes.

let scrolled = 0;

const scrollable = () => document.querySelector('#report .report-scroll');

document.addEventListener('htmx:beforeSwap', ({ target }) => {
  if (target.id === 'report') scrolled = scrollable()?.scrollTop ?? 0;
});

document.addEventListener('htmx:afterSettle', ({ target }) => {
  const region = target.id === 'report' && scrollable();
  if (region) region.scrollTop = scrolled;
});
