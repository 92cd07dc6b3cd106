// Notifications of the browser and a small sound, while nobody looks at the page. Each thing is told once, by one of the open pages.

const rememberedMs = 10 * 60_000;

export function tellOf({ key, conversation, href, title, text, sound }) {
  document.dispatchEvent(new CustomEvent('alert-told', { detail: { key, href, title, text } }));
  // On a page in view nothing rings: the list shows it.
  if (!document.hidden || !claim(key)) return;
  if (sound) ring();
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const notification = new Notification(title, { body: text, tag: conversation });
  notification.addEventListener('click', () => {
    window.focus();
    location.assign(href);
    notification.close();
  });
}

/** Of several pages one tells. */
function claim(key) {
  const now = Date.now();
  const told = read().filter(([, at]) => now - at < rememberedMs);
  if (told.some(([known]) => known === key)) return false;
  write([...told, [key, now]]);
  return true;
}

function read() {
  try {
    return JSON.parse(localStorage.getItem('alerts') ?? '[]');
  } catch {
    return [];
  }
}

function write(told) {
  try {
    localStorage.setItem('alerts', JSON.stringify(told.slice(-200)));
  } catch {
    // Without a memory it may ring twice.
  }
}

let audio;

/** Two soft notes, a fifth apart: made here, so that there is no file to load. */
export function ring() {
  audio ??= new AudioContext();
  const begin = audio.currentTime;
  for (const [i, frequency] of [660, 990].entries()) {
    const at = begin + i * 0.13;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = 'sine';
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.4);
  }
}

// The settings: asked for by a button and never by itself; heard before one decides.
function showPermission() {
  const place = document.getElementById('browser-permission');
  if (!place) return;
  const state = 'Notification' in window ? Notification.permission : 'unsupported';
  place.dataset.state = state;
  for (const part of place.querySelectorAll('[data-when]')) part.hidden = part.dataset.when !== state;
}
document.addEventListener('click', async event => {
  if (event.target.closest('[data-try-sound]')) ring();
  if (!event.target.closest('[data-allow-alerts]')) return;
  await Notification.requestPermission();
  showPermission();
});
document.body.addEventListener('htmx:afterSettle', showPermission);
showPermission();
