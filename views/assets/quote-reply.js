// The message that the reply answers: shown above the field until the reply is sent, or one thinks better of it.

let answered;

/** Also after the form was exchanged for a fresh one. */
function show() {
  const place = document.getElementById('quote');
  if (!place) return;
  const input = place.querySelector('input');
  place.hidden = !answered;
  input.disabled = !answered;
  input.value = answered?.id ?? '';
  place.querySelector('.bubble-text').textContent = answered?.words || place.dataset.wordless;
}

function answer(button) {
  const words = button.closest('.msg').querySelector('.bubble > .bubble-text, .bubble > .bubble-shared, .bubble > .bubble-place');
  answered = { id: button.dataset.quote, words: words?.textContent.trim() ?? '' };
  button.closest('[data-menu]').open = false;
  show();
  document.getElementById('reply')?.focus();
}

function drop() {
  answered = undefined;
  show();
  document.getElementById('reply')?.focus();
}

document.addEventListener('click', event => {
  const button = event.target.closest('[data-quote]');
  if (button) answer(button);
  else if (event.target.closest('[data-drop-quote]')) drop();
});

// Before the keyboard takes it for leaving the field.
document.addEventListener(
  'keydown',
  event => {
    if (event.key !== 'Escape' || !answered || event.isComposing || !event.target.closest?.('#composer')) return;
    event.preventDefault();
    event.stopPropagation();
    drop();
  },
  true,
);

document.body.addEventListener('htmx:beforeSwap', event => {
  const { target, xhr, requestConfig } = event.detail;
  const isSent = target.id === 'desk' && xhr.status < 400 && requestConfig?.elt?.id === 'composer';
  if (isSent || target.id === 'open') answered = undefined;
});
document.body.addEventListener('htmx:afterSettle', show);
