// Search from anywhere: / or Ctrl+K opens it, results come as one types, arrows walk, Enter opens.

const pauseMs = 150;
const dialog = document.getElementById('search');
const input = document.getElementById('search-words');
let timer;
let asking;

/** Opens the palette with what was looked for last, chosen as a whole: typing begins anew. */
export function openSearch() {
  const page = document.querySelector('.search-page input');
  if (page) return page.select();
  if (!dialog || dialog.open || document.querySelector('dialog[open]')) return;
  dialog.showModal();
  input.select();
  input.setAttribute('aria-expanded', 'true');
  if (!results().dataset.q || results().dataset.q !== input.value.trim()) void ask();
}

const results = () => dialog.querySelector('#search-results');
const rows = () => [...dialog.querySelectorAll('.found-row')];

document.addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyK') {
    event.preventDefault();
    if (dialog?.open) dialog.close();
    else openSearch();
  }
});
document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens-search]');
  if (opener && dialog && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openSearch();
  }
  if (event.target.closest('[data-closes-search]') || event.target === dialog) dialog.close();
});

dialog?.addEventListener('close', () => {
  clearTimeout(timer);
  asking?.abort();
  input.setAttribute('aria-expanded', 'false');
});
// Choosing a place of the page one is on changes no page.
dialog?.addEventListener(
  'click',
  event => event.target.closest('.found-row') && !event.ctrlKey && !event.metaKey && dialog.close(),
);

input?.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(ask, pauseMs);
});
input?.addEventListener('keydown', event => {
  if (event.isComposing) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    walk(event.key === 'ArrowDown' ? 1 : -1);
  }
});
dialog?.querySelector('form').addEventListener('submit', async event => {
  event.preventDefault();
  // Whoever is quicker than the answer gets what they typed, not what stood there before.
  if (results().dataset.q !== input.value.trim()) await ask();
  chosen()?.click();
});

const chosen = () => dialog.querySelector('.found-row[aria-selected="true"]');

function walk(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(chosen());
  choose(all[(at + step + all.length) % all.length]);
}

function choose(row) {
  chosen()?.setAttribute('aria-selected', 'false');
  if (!row) return input.removeAttribute('aria-activedescendant');
  row.setAttribute('aria-selected', 'true');
  row.id ||= `found-row-${rows().indexOf(row)}`;
  input.setAttribute('aria-activedescendant', row.id);
  row.scrollIntoView({ block: 'nearest' });
}

/** Asks for what is typed now; an answer to what was typed before is not waited for. */
async function ask() {
  clearTimeout(timer);
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const q = input.value.trim();
  dialog.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(`/search?${new URLSearchParams({ q })}`, {
      headers: { 'hx-request': 'true' },
      signal: mine.signal,
    });
    if (answer.headers.get('hx-redirect')) return location.assign(answer.headers.get('hx-redirect'));
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (mine.signal.aborted) return;
    results().outerHTML = text;
    choose(rows()[0]);
  } catch (error) {
    if (error.name !== 'AbortError') fail();
  } finally {
    if (asking === mine) dialog.removeAttribute('aria-busy');
  }
}

function fail() {
  const said = document.createElement('p');
  said.className = 'found-note';
  said.setAttribute('role', 'alert');
  said.textContent = dialog.dataset.failed;
  results().replaceChildren(said);
  delete results().dataset.q;
}
