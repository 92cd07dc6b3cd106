// The lists of the inbox: the time to answer runs, and the sheets by which a conversation is given, put off or closed.

const stepMs = 10_000;

/** "3 мин", "2 ч", "4 д.": in the largest unit that fits, as the server writes it. */
function duration(ms) {
  const minutes = Math.max(1, Math.floor(ms / 60_000));
  const [value, unit] =
    minutes < 60 ? [minutes, 'minute'] : minutes < 24 * 60 ? [minutes / 60, 'hour'] : [minutes / 60 / 24, 'day'];
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit, unitDisplay: 'short' });
  return format.format(Math.floor(value));
}

function run() {
  const list = document.getElementById('list');
  if (!list) return;
  const { waits, left, overdue } = list.dataset;
  for (const since of list.querySelectorAll('[data-since]')) {
    since.textContent = waits.replace('{time}', duration(Date.now() - Date.parse(since.dataset.since)));
  }
  for (const due of list.querySelectorAll('[data-due]')) {
    const late = Date.now() - Date.parse(due.dataset.due);
    due.textContent = (late >= 0 ? overdue : left).replace('{time}', duration(Math.abs(late)));
    due.classList.toggle('due-late', late >= 0);
    due.previousElementSibling?.classList.toggle('waits-late', late >= 0);
  }
}
setInterval(run, stepMs);

const sheet = () => document.getElementById('holding');

document.body.addEventListener('htmx:afterSwap', ({ detail: { target } }) => {
  if (target !== sheet()) return;
  document.querySelector('[data-holding-menu]')?.removeAttribute('open');
  if (!target.open) target.showModal();
});
document.body.addEventListener('holding-done', () => sheet()?.close());
document.addEventListener('click', ({ target }) => {
  if (target.closest?.('[data-close-sheet]') || target === sheet()) sheet()?.close();
  const menu = document.querySelector('[data-holding-menu][open]');
  if (menu && !menu.contains(target)) menu.removeAttribute('open');
});
document.addEventListener('keydown', event => {
  const menu = document.querySelector('[data-holding-menu][open]');
  if (event.key !== 'Escape' || !menu) return;
  menu.removeAttribute('open');
  menu.querySelector('summary').focus();
});
