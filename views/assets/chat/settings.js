/** What the server gave this page: texts, limits, how the visitor came. */
export const settings = JSON.parse(document.getElementById('settings').textContent);

/** A text of the page with its values put in. */
export function text(key, values = {}) {
  return settings.texts[key].replace(/\{\{(\w+)\}\}/g, (_all, name) => values[name]);
}

const language = settings.language;
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
const thisYear = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long' });
const anyYear = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' });

export const timeOf = date => clock.format(date);
export const momentOf = date => exact.format(date);

/** The day as people say it. */
export function dayOf(date) {
  const today = new Date();
  if (date.toDateString() === today.toDateString()) return text('today');
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === yesterday.toDateString()) return text('yesterday');
  return (date.getFullYear() === today.getFullYear() ? thisYear : anyYear).format(date);
}

const units = language === 'ru' ? ['Б', 'КБ', 'МБ'] : ['B', 'kB', 'MB'];

export function sizeOf(bytes) {
  if (bytes === undefined) return '';
  const power = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2;
  const amount = (bytes / 1024 ** power).toLocaleString(language, { maximumFractionDigits: power === 2 ? 1 : 0 });
  return `${amount} ${units[power]}`;
}

/** Storage may be forbidden within a frame; then nothing is remembered and nothing breaks. */
export const memory = {
  get(key) {
    try {
      return localStorage.getItem(`chat-${key}`);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`chat-${key}`, value);
    } catch {
      // Nothing to do.
    }
  },
};

/** Uses the site's accent colour, with letters on it that can be read. */
export function useColour(colour) {
  const [, r, g, b] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour ?? '') ?? [];
  if (!r) return;
  const [red, green, blue] = [r, g, b].map(part => (Number.parseInt(part, 16) / 255) ** 2.2);
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.4;
  document.documentElement.style.setProperty('--accent', colour);
  document.documentElement.style.setProperty('--on-accent', light ? '#111' : '#fff');
}
