// Pictures of a conversation in full: a click opens, the arrows walk, Esc closes. And what a picture that cannot be shown becomes.

const lightbox = document.getElementById('lightbox');
const steps = { ArrowLeft: -1, ArrowRight: 1 };
let shown;

document.addEventListener('click', event => {
  const link = /** @type {Element} */ (event.target).closest('[data-lightbox]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.matches('.is-broken')) return;
  event.preventDefault();
  show(link);
  lightbox.showModal();
});

lightbox?.addEventListener('click', event => {
  const step = event.target.closest('[data-step]')?.dataset.step;
  if (step) return walk(Number(step));
  if (!event.target.closest('a, button')) lightbox.close();
});

lightbox?.addEventListener('keydown', event => {
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  walk(step);
});

lightbox?.addEventListener('close', () => {
  lightbox.querySelector('img').removeAttribute('src');
  // Back to the picture that was looked at last, not to the first.
  if (shown?.isConnected) shown.focus();
});

/** The pictures of the same conversation in their order on the page. */
const pictures = () => [...document.querySelectorAll('[data-lightbox]:not(.is-broken, .is-sticker)')];

function walk(step) {
  const all = pictures();
  const next = all[all.indexOf(shown) + step];
  if (next) show(next);
}

function show(link) {
  shown = link;
  const all = pictures();
  const place = all.indexOf(link);
  const picture = lightbox.querySelector('img');
  picture.src = link.href;
  picture.alt = link.title;
  lightbox.querySelector('.lightbox-name').textContent = link.title;
  lightbox.querySelector('.lightbox-bar a').href = link.href;
  lightbox.querySelector('.lightbox-previous').disabled = place <= 0;
  lightbox.querySelector('.lightbox-next').disabled = place < 0 || place === all.length - 1;
}

// Errors of pictures do not rise, they can only be caught on the way down.
document.addEventListener(
  'error',
  event => {
    const link = event.target instanceof HTMLImageElement ? event.target.closest('[data-lightbox]') : undefined;
    if (!link) return;
    link.classList.add('is-broken', 'file');
    link.replaceChildren(link.title);
  },
  true,
);
