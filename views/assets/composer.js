// The reply: grows with the text, sends by the key one chose, keeps what was not sent yet.

const text = () => document.getElementById('reply');
const draftOf = form => `draft:${form.dataset.conversation}`;

function prepare() {
  const field = text();
  if (!field || field.dataset.prepared) return;
  field.dataset.prepared = 'yes';
  field.value ||= sessionStorage.getItem(draftOf(field.form)) ?? '';
  grow(field);
}

function grow(field) {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}

document.addEventListener('input', event => {
  if (event.target.id !== 'reply') return;
  grow(event.target);
  sessionStorage.setItem(draftOf(event.target.form), event.target.value);
});

document.addEventListener('keydown', event => {
  if (event.target.id !== 'reply' || event.key !== 'Enter' || event.isComposing) return;
  const sends = event.target.form.dataset.enter === 'sends' ? !event.shiftKey : event.ctrlKey || event.metaKey;
  if (!sends) return;
  event.preventDefault();
  if (event.target.value.trim() || document.querySelector('#uploads [data-upload]')) event.target.form.requestSubmit();
});

/** Files are pasted and dropped as well as picked. */
function attach(event, transfer) {
  const input = document.getElementById('attach');
  if (!input || !transfer || transfer.files.length === 0) return;
  event.preventDefault();
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
document.addEventListener('paste', event => event.target.id === 'reply' && attach(event, event.clipboardData));
document.addEventListener('dragover', event => {
  if (document.getElementById('attach') && event.target.closest('#conversation')) event.preventDefault();
});
document.addEventListener('drop', event => event.target.closest('#conversation') && attach(event, event.dataTransfer));

// What was sent is no draft any more; what was refused, and what is not sent yet, stays where it is.
let attached = [];
document.body.addEventListener('htmx:beforeSwap', event => {
  if (event.detail.target.id !== 'desk' || event.detail.xhr.status >= 400) return;
  const form = event.detail.requestConfig?.elt;
  const isSent = form?.id === 'composer';
  if (isSent) sessionStorage.removeItem(draftOf(form));
  attached = isSent ? [] : [...document.querySelectorAll('#uploads [data-upload]')];
  wasTyping = isSent || document.activeElement?.id === 'reply';
});
let wasTyping = false;
document.body.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target.id === 'uploads') {
    document.getElementById('attach').value = '';
    text()?.focus();
  }
});
document.body.addEventListener('htmx:afterSettle', () => {
  prepare();
  document.getElementById('uploads')?.append(...attached);
  attached = [];
  if (wasTyping) text()?.focus();
  wasTyping = false;
});

/** Whoever takes a conversation over wants to write. */
document.body.addEventListener('htmx:afterSettle', event => {
  if (event.detail.requestConfig?.path?.endsWith('/take-over')) text()?.focus();
});
prepare();
