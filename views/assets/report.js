// What is open stays open when the numbers are renewed under the reader's eyes.

let open = [];
let scrolled = 0;

const scrollable = () => document.querySelector('#report .report-scroll');

document.addEventListener('htmx:beforeSwap', ({ target }) => {
  if (target.id !== 'report') return;
  open = [...target.querySelectorAll('details[open]')].map(({ id }) => id);
  scrolled = scrollable()?.scrollTop ?? 0;
});

document.addEventListener('htmx:afterSettle', ({ target }) => {
  if (target.id !== 'report') return;
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  const region = scrollable();
  if (region) region.scrollTop = scrolled;
});
