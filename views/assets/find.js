// Looking for words in the open conversation, going to a day, and back to what is new; the speed of voices.

const byId = id => document.getElementById(id);

document.addEventListener('click', event => {
  const result = event.target.closest('[data-jump]');
  if (result) void jump({ around: result.dataset.jump });
  const speed = event.target.closest('[data-speed]');
  if (speed) turn(speed);
  const find = byId('find');
  if (find?.open && !event.target.closest('#find')) find.open = false;
});
document.addEventListener('change', event => {
  if (event.target.id === 'find-day' && event.target.value) void jump({ day: event.target.value });
});
document.addEventListener(
  'toggle',
  event => {
    if (event.target.id === 'find' && event.target.open) byId('find-words').focus();
  },
  true,
);
document.addEventListener('keydown', event => {
  const find = byId('find');
  if (event.key === 'Escape' && find?.open && find.contains(event.target)) {
    event.stopPropagation();
    find.open = false;
    find.querySelector('summary').focus();
  }
  if (event.target.closest?.('#find-list') && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) walk(event);
  if (event.target.id === 'find-words' && event.key === 'ArrowDown') walk(event);
});

function walk(event) {
  const all = [...document.querySelectorAll('#find-list [data-jump]')];
  const at = all.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
  event.preventDefault();
  (at < 0 ? byId('find-words') : all[Math.min(at, all.length - 1)])?.focus();
}

/** Another stretch of the history instead of the one that is shown; what comes meanwhile waits behind its end. */
export async function jump(place) {
  const id = byId('conversation').dataset.conversation;
  // Only when it has settled: until then htmx still puts classes back.
  const settled = new Promise(resolve =>
    document.getElementById('messages').addEventListener('htmx:afterSettle', resolve, { once: true }),
  );
  await htmx.ajax('GET', `/inbox/${id}/history?${new URLSearchParams(place)}`, { target: '#messages', swap: 'innerHTML' });
  await settled;
  const entries = [...document.querySelectorAll('#messages .msg')];
  const at = place.around ?? (place.day ? Date.parse(`${place.day}T00:00:00`) * 1000 : undefined);
  const target =
    at === undefined ? entries.at(-1) : (entries.find(entry => Number(entry.dataset.order) >= Number(at)) ?? entries.at(-1));
  target?.scrollIntoView({ block: at === undefined ? 'end' : 'center' });
  if (at !== undefined) target?.classList.add('is-found');
  byId('pill').hidden = !document.querySelector('#messages .newer');
}

const speeds = [1, 1.5, 2];
function turn(button) {
  const audio = button.closest('.sound').querySelector('audio');
  const next = speeds[(speeds.indexOf(audio.playbackRate) + 1) % speeds.length];
  audio.playbackRate = next;
  audio.defaultPlaybackRate = next;
  button.querySelector('[data-rate]').textContent = `${next}×`;
}

// An address may name a place: what the search of the whole panel found.
const wanted = new URLSearchParams(location.search).get('at');
if (wanted && byId('conversation')) void jump({ around: wanted });
