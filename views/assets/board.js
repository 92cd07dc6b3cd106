// Moving deals by mouse, touch and keyboard; the small form that asks for what a stage wants; the order of stages.

const page = document.querySelector('.deals-page');
const dialog = document.getElementById('board-dialog');
const said = document.getElementById('board-said');
const say = (key, values = {}) => {
  if (said)
    said.textContent = Object.entries(values).reduce(
      (text, [name, value]) => text.replace(`%${name}`, () => value),
      page.dataset[key],
    );
};

let lifted;

function lift(card, kind) {
  lifted = {
    card,
    kind,
    from: card.closest('.board-column'),
    over: card.closest('.board-column'),
    before: card.nextElementSibling,
  };
  card.classList.add('is-lifted');
  if (kind !== 'keys') lifted.shadow = shadowOf(card);
  say('lifted', { title: card.dataset.title });
}

/** What follows the pointer while the card itself waits in its column. */
function shadowOf(card) {
  const shadow = card.cloneNode(true);
  const { width } = card.getBoundingClientRect();
  shadow.classList.add('deal-shadow');
  shadow.setAttribute('aria-hidden', 'true');
  shadow.removeAttribute('data-deal');
  for (const part of shadow.querySelectorAll('[id]')) part.removeAttribute('id');
  shadow.style.width = `${width}px`;
  document.body.append(shadow);
  return shadow;
}

function hover(column) {
  if (!column || !lifted) return;
  lifted.over.classList.remove('is-over');
  lifted.over = column;
  column.classList.add('is-over');
  column.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (lifted.kind === 'keys') say('over', { stage: column.dataset.name });
}

function putBack({ card, from, before }) {
  const list = from.querySelector('.board-cards');
  list.insertBefore(card, before?.parentElement === list ? before : null);
  say('returned');
}

async function drop() {
  const { card, from, over } = lifted;
  const move = lifted;
  release();
  if (over === from) return say('returned');
  over.querySelector('.board-cards').prepend(card);
  card.querySelector('a').focus();
  const heads = document.getElementById('deals');
  heads.setAttribute('aria-busy', 'true');
  const token = JSON.parse(document.body.getAttribute('hx-headers'))['x-csrf-token'];
  const body = new URLSearchParams({ stage: over.dataset.stage, from: from.dataset.stage });
  const headers = { 'x-csrf-token': token, 'hx-request': 'true', 'hx-target': 'board-dialog' };
  const answer = await fetch(`/deals/${encodeURIComponent(card.dataset.deal)}/move`, { method: 'POST', body, headers }).catch(
    () => undefined,
  );
  heads.removeAttribute('aria-busy');
  if (answer?.ok) {
    card.dataset.stage = over.dataset.stage;
    say('dropped', { stage: over.dataset.name });
    return htmx.trigger(document.body, 'deal-moved');
  }
  putBack(move);
  if (!answer) return tell(page.dataset.offline);
  const html = await answer.text();
  if (answer.headers.get('hx-retarget') === '#board-dialog') return ask(html);
  document.getElementById('toasts').insertAdjacentHTML('beforeend', html);
  htmx.trigger(document.body, 'deal-moved');
}

function release() {
  lifted?.card.classList.remove('is-lifted');
  lifted?.over.classList.remove('is-over');
  lifted?.shadow?.remove();
  lifted = undefined;
  catchUp();
}

/** The server did not answer at all. */
function tell(words) {
  const note = document.createElement('p');
  note.className = 'toast-note is-error';
  note.setAttribute('role', 'alert');
  note.textContent = words;
  document.getElementById('toasts').append(note);
}

function ask(html) {
  dialog.innerHTML = html;
  htmx.process(dialog);
  dialog.showModal();
  dialog.querySelector('input:not([type=hidden]), select')?.focus();
}

/** A mouse moves at once, a finger after it has rested: before that it scrolls. */
let press;
document.addEventListener('pointerdown', event => {
  const card = event.target.closest?.('.deal-card[data-moves]');
  if (!card || event.button !== 0) return;
  press = { card, x: event.clientX, y: event.clientY };
  if (event.pointerType === 'touch')
    press.timer = setTimeout(() => {
      lift(card, 'touch');
      navigator.vibrate?.(20);
    }, 300);
});
document.addEventListener('pointermove', event => {
  if (!press) return;
  const far = Math.hypot(event.clientX - press.x, event.clientY - press.y) > 8;
  if (!lifted && far) {
    if (event.pointerType === 'touch') return endPress();
    lift(press.card, 'mouse');
  }
  if (!lifted) return;
  event.preventDefault();
  if (lifted.shadow) lifted.shadow.style.transform = `translate(${event.clientX + 8}px, ${event.clientY + 8}px)`;
  const board = document.getElementById('deals').getBoundingClientRect();
  if (event.clientX > board.right - 40) document.getElementById('deals').scrollLeft += 12;
  if (event.clientX < board.left + 40) document.getElementById('deals').scrollLeft -= 12;
  hover(document.elementFromPoint(event.clientX, event.clientY)?.closest('.board-column'));
});
document.addEventListener('touchmove', event => lifted && event.preventDefault(), { passive: false });
document.addEventListener('contextmenu', event => lifted && event.preventDefault());
let dragged = false;
document.addEventListener('pointerup', () => {
  dragged = lifted !== undefined && lifted.kind !== 'keys';
  endPress();
  if (dragged) void drop();
  setTimeout(() => {
    dragged = false;
  });
});
document.addEventListener('pointercancel', () => {
  endPress();
  if (lifted?.kind !== 'keys') release();
});
// A card that was dragged is not opened.
document.addEventListener('click', event => dragged && event.preventDefault(), true);

function endPress() {
  clearTimeout(press?.timer);
  press = undefined;
  catchUp();
}

document.addEventListener(
  'keydown',
  event => {
    const card = event.target.closest?.('.deal-card[data-moves]');
    if (!card) return;
    if (!lifted && event.key === ' ') {
      event.preventDefault();
      return lift(card, 'keys');
    }
    if (lifted?.kind !== 'keys') return;
    const step = { ArrowLeft: 'previousElementSibling', ArrowRight: 'nextElementSibling' }[event.key];
    if (step) hover(lifted.over[step]);
    else if (event.key === 'Enter' || event.key === ' ') void drop();
    else if (event.key === 'Escape') {
      release();
      say('returned');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.body.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target !== dialog) return;
  if (dialog.innerHTML.trim() === '') dialog.close();
  else if (!dialog.open) dialog.showModal();
  dialog.querySelector('[aria-invalid], input:not([type=hidden]), select')?.focus();
});
// While somebody holds a card the board stays as it is, and hears afterwards what it has missed. Anew it stands where it was scrolled to.
let missed = false;
function catchUp() {
  if (!missed || press || lifted) return;
  missed = false;
  htmx.trigger(document.getElementById('deals'), 'live');
}
let scrolled;
document.body.addEventListener('htmx:beforeSwap', event => {
  if (event.detail.target.id === 'toasts' && dialog?.open) dialog.close();
  if (event.detail.target.id !== 'deals') return;
  if (press || lifted) {
    event.detail.shouldSwap = false;
    missed = true;
    return;
  }
  const columns = [...document.querySelectorAll('.board-column')].map(({ dataset, scrollTop }) => [dataset.stage, scrollTop]);
  scrolled = { left: document.getElementById('deals').scrollLeft, columns: new Map(columns) };
});
document.body.addEventListener('htmx:afterSettle', () => {
  if (!scrolled) return;
  document.getElementById('deals').scrollLeft = scrolled.left;
  for (const column of document.querySelectorAll('.board-column'))
    column.scrollTop = scrolled.columns.get(column.dataset.stage) ?? 0;
  scrolled = undefined;
});
// Columns that were opened further stay so.
document.body.addEventListener('htmx:configRequest', event => {
  if (event.detail.elt.id !== 'deals') return;
  const counts = [...document.querySelectorAll('.board-column')].map(column => [
    column.dataset.stage,
    column.querySelectorAll('.deal-card').length,
  ]);
  const more = counts.filter(([, count]) => count > 30).map(([stage, count]) => `${count}:${stage}`);
  if (more.length > 0) event.detail.parameters.shown = more;
});
document.addEventListener('click', event => {
  if (event.target.closest('[data-close-dialog]')) dialog.close();
  const button = event.target.closest('[data-row]');
  const row = button?.closest('.stage-row');
  if (!row) return;
  if (button.dataset.row === 'up') row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  button.focus();
});

/** The order of stages by dragging; the buttons do the same. */
let row;
document.addEventListener('dragstart', event => {
  row = event.target.closest?.('.stage-row');
});
document.addEventListener('dragover', event => {
  const other = event.target.closest?.('.stage-row');
  if (!row || !other || other === row) return;
  event.preventDefault();
  const { top, height } = other.getBoundingClientRect();
  if (event.clientY < top + height / 2) other.before(row);
  else other.after(row);
});

/** Escape leaves a value as it is. */
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') event.target.closest?.('.deal-field-form')?.querySelector('[data-cancel-field]').click();
});

/** A product of the catalogue brings its price along. */
document.addEventListener('change', event => {
  if (event.target.getAttribute('list') !== 'deal-products') return;
  const known = [...document.querySelectorAll('#deal-products option')].find(({ value }) => value === event.target.value);
  const price = event.target.form?.elements.price;
  if (known && price && !price.value) price.value = known.dataset.price;
});
