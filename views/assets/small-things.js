// The title's counter, toasts, copying, the card beside a list, what stays open.

const plainTitle = document.title;

/** How many people wait, in the browser's tab. */
function countInTitle() {
  const count = Number(document.getElementById('mark-inbox')?.dataset.count) || 0;
  document.title = count > 0 ? `(${count}) ${plainTitle}` : plainTitle;
}

// On a phone the pages of the settings and of a flow are a strip: the one that is open is in sight.
// Only the strip moves: the page stays at its title.
const pageOpen = document.querySelector('.settings-nav a.on, .flow-tabs a.on');
for (let strip = pageOpen?.parentElement; strip && strip !== document.body; strip = strip.parentElement) {
  if (strip.scrollWidth > strip.clientWidth) strip.scrollLeft += middleOf(pageOpen) - middleOf(strip);
}

function middleOf(element) {
  const { left, width } = element.getBoundingClientRect();
  return left + width / 2;
}

document.addEventListener('click', event => {
  const target = /** @type {Element} */ (event.target);
  const copy = target.closest('[data-copy]');
  if (copy) return void copyText(copy);
  if (target.closest('[data-dismiss]')) return target.closest('[data-fades]')?.remove();
  const opener = target.closest('[data-opens]');
  if (opener) return document.getElementById(opener.dataset.opens)?.showModal();
  const beside = target.closest('[data-aside]');
  if (beside && !modified(event)) return openAside(event, beside);
  if (target.closest('[data-close-aside]')) return closeAside();
  if (target.closest('[data-toggle-card]')) toggleCard();
});

const modified = event => event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;

async function copyText(button) {
  const text = document.getElementById(button.dataset.copy)?.textContent ?? '';
  const label = button.querySelector('span');
  await navigator.clipboard.writeText(text);
  const before = label.textContent;
  label.textContent = button.dataset.done;
  setTimeout(() => {
    label.textContent = before;
  }, 2000);
}

/** The card opens beside the list where there is room; otherwise the link leads to the whole page. */
function openAside(event, link) {
  const aside = document.getElementById('aside');
  if (!aside || getComputedStyle(aside.parentElement).display === 'none' || innerWidth <= 1180) return;
  event.preventDefault();
  htmx.ajax('GET', link.href, { target: aside, swap: 'innerHTML' }).then(() => {
    aside.hidden = false;
    aside.scrollTop = 0;
    for (const row of document.querySelectorAll('[data-row]')) row.classList.toggle('on', row.contains(link));
    setOpen(link.dataset.aside);
  });
}

function closeAside() {
  const aside = document.getElementById('aside');
  aside.hidden = true;
  aside.replaceChildren();
  const row = document.querySelector('[data-row].on');
  row?.classList.remove('on');
  row?.querySelector('a')?.focus();
  setOpen(undefined);
}

/** The address names the open card, so that reloading or passing it on shows the same. */
function setOpen(contact) {
  const address = new URL(location.href);
  if (contact) address.searchParams.set('open', contact);
  else address.searchParams.delete('open');
  history.replaceState(history.state, '', address);
}

function toggleCard() {
  const card = document.getElementById('inbox-card');
  if (!card) return;
  const overlaid = innerWidth <= 1180;
  if (overlaid) card.classList.toggle('is-shown');
  else card.classList.toggle('is-closed');
}

/** What went well goes away by itself, later where it can be taken back; what went wrong stays until it is read. */
function fadeToasts() {
  for (const toast of document.querySelectorAll('[data-fades]:not(.is-error):not([data-fading])')) {
    toast.dataset.fading = '';
    setTimeout(() => toast.remove(), Number(toast.dataset.fades) || 5000);
  }
}

document.addEventListener('change', event => {
  if (event.target.matches('[data-theme-choice]')) document.documentElement.dataset.theme = event.target.value;
});
document.body.addEventListener('htmx:afterSettle', () => {
  countInTitle();
  fadeToasts();
});
countInTitle();

// What one reads stays open when its part of the page is renewed.
let read = [];
document.addEventListener('htmx:beforeSwap', ({ target }) => {
  read = [...target.querySelectorAll('[data-stays-open][open]')].map(({ id }) => id);
});
document.addEventListener('htmx:afterSwap', () => {
  for (const id of read) document.getElementById(id)?.setAttribute('open', '');
});
