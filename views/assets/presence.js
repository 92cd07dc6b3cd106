// Who else looks at the open conversation, and who is writing in it.

const staysMs = 60_000;
const writesMs = 6000;
const throttleMs = 3000;
/** By stream: one person may have it open twice. */
const others = new Map();
let told = 0;
let timer;

export function heardOthers({ what, from, name }) {
  const now = Date.now();
  const known = others.get(from);
  if (what === 'gone') others.delete(from);
  else if (what === 'typing') others.set(from, { name, until: now + staysMs, writesUntil: now + writesMs });
  else others.set(from, { name, until: now + staysMs, writesUntil: what === 'sent' ? 0 : (known?.writesUntil ?? 0) });
  show();
}

/** Another stream begins: it tells anew. */
export function forgetOthers() {
  others.clear();
  show();
}

function show() {
  const place = document.getElementById('others');
  if (!place) return;
  const now = Date.now();
  for (const [from, { until }] of others) if (until <= now) others.delete(from);
  const names = test => [...new Set([...others.values()].filter(test).map(({ name }) => name))];
  const writing = names(({ writesUntil }) => writesUntil > now);
  const looking = names(() => true);
  const words = writing.length > 0 ? place.dataset.writing : place.dataset.looking;
  place.hidden = looking.length === 0;
  place.classList.toggle('is-writing', writing.length > 0);
  const text = looking.length > 0 ? words.replace('%', (writing.length > 0 ? writing : looking).join(', ')) : '';
  if (place.lastElementChild.textContent !== text) place.lastElementChild.textContent = text;
  clearTimeout(timer);
  if (others.size > 0) timer = setTimeout(show, writing.length > 0 ? 1000 : 10_000);
}

document.addEventListener('input', event => {
  if (event.target.id !== 'reply' || !event.target.value.trim() || Date.now() - told < throttleMs) return;
  told = Date.now();
  const id = document.getElementById('conversation')?.dataset.conversation;
  if (id) htmx.ajax('POST', `/inbox/${id}/typing`, { swap: 'none' });
});
document.body.addEventListener('htmx:afterSettle', show);
