// The site's chat on any page: <script src="https://bot.example/chat/chat.js" data-colour="#2f6f5e" data-title="…" data-language="ru"
// data-position="left" data-ref="promo" async></script>. One global, KartotekaChat: open(), close(), toggle().
(() => {
  if (window.KartotekaChat) return;
  const script = document.currentScript ?? document.querySelector('script[src*="/chat/chat.js"]');
  const { colour = '#2f6f5e', title, language, position = 'right', ref } = script.dataset;
  const texts = '%TEXTS%';
  const chat = new URL('.', script.src);
  const words =
    texts[language ?? (/^(ru|be|uk|kk|ky|uz|tg|hy|az|tt|ba|cv)\b/i.test(navigator.language) ? 'ru' : 'en')] ?? texts.en;

  const css = `
    :host { all: initial; position: fixed; z-index: 2147483000; inset: auto; bottom: 0; right: 0; }
    * { box-sizing: border-box; }
    .button { position: fixed; bottom: 20px; ${position === 'left' ? 'left' : 'right'}: 20px; width: 56px; height: 56px; padding: 0;
      display: grid; place-items: center; border: 0; border-radius: 50%; cursor: pointer; color: var(--ink); background: var(--accent);
      box-shadow: 0 4px 14px rgb(0 0 0 / 25%); }
    .button:hover { filter: brightness(1.08); }
    .button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    svg { width: 26px; height: 26px; fill: none; stroke: currentcolor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
    .badge { position: absolute; top: -4px; right: -4px; min-width: 22px; padding: 0 6px; font: 600 13px/22px system-ui, sans-serif;
      text-align: center; color: #fff; background: #c62828; border-radius: 11px; }
    .frame { position: fixed; bottom: 88px; ${position === 'left' ? 'left' : 'right'}: 20px; width: 384px;
      height: min(620px, calc(100dvh - 108px)); overflow: hidden; border: 1px solid rgb(128 128 128 / 35%); border-radius: 16px;
      background: Canvas; box-shadow: 0 12px 40px rgb(0 0 0 / 22%); }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    [hidden] { display: none !important; }
    @media (max-width: 480px) { .frame { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; } .opened .button { display: none; } }
  `;

  const host = document.createElement('kartoteka-chat');
  const root = host.attachShadow({ mode: 'open' });
  dress(root, css);
  const accent = /^#[\da-f]{6}$/i.test(colour) ? colour : '#2f6f5e';
  host.style.setProperty('--accent', accent);
  host.style.setProperty('--ink', isLight(accent) ? '#111' : '#fff');

  const box = document.createElement('div');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.setAttribute('aria-expanded', 'false');
  const icon = drawIcon('M8 9h8M8 13h5M5 4h14a2 2 0 012 2v10a2 2 0 01-2 2h-7l-5 4v-4H5a2 2 0 01-2-2V6a2 2 0 012-2z');
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.hidden = true;
  button.append(icon, badge);
  const frame = document.createElement('div');
  frame.className = 'frame';
  frame.hidden = true;
  frame.setAttribute('role', 'dialog');
  frame.setAttribute('aria-label', title ?? words.title);
  box.append(frame, button);
  root.append(box);

  let iframe;
  let opened = false;
  let loaded = false;
  label(0);

  /** The chat is loaded when it is first wanted, or at once for whoever has written before: they may have an answer waiting. */
  function load() {
    if (iframe) return;
    iframe = document.createElement('iframe');
    iframe.title = title ?? words.title;
    // Voice notes: a frame of another origin may ask for the microphone only when its site passes that on.
    iframe.allow = 'microphone; autoplay';
    const address = new URL(chat.href.replace(/\/$/, ''));
    const told = { embedded: '1', colour: accent, title, language, ref, from: location.hostname + location.pathname };
    for (const [key, value] of Object.entries(told)) if (value) address.searchParams.set(key, value);
    iframe.src = address.href;
    frame.append(iframe);
  }

  function show(wanted) {
    if (wanted === opened) return;
    if (wanted) load();
    opened = wanted;
    frame.hidden = !opened;
    box.classList.toggle('opened', opened);
    button.setAttribute('aria-expanded', String(opened));
    icon.firstChild.setAttribute('d', opened ? 'M6 9l6 6 6-6' : icon.dataset.path);
    label(0);
    tellShown();
    (opened ? iframe : button).focus();
  }

  function tellShown() {
    if (loaded) iframe.contentWindow.postMessage({ kartoteka: { shown: opened } }, chat.origin);
  }

  function label(unread) {
    badge.hidden = unread === 0;
    badge.textContent = unread > 99 ? '99+' : String(unread);
    const note = unread === 0 ? '' : `. ${words.unread.replace('{{count}}', unread)}`;
    button.setAttribute('aria-label', (opened ? words.close : words.open) + note);
  }

  button.addEventListener('click', () => show(!opened));
  root.addEventListener('keydown', event => event.key === 'Escape' && show(false));
  addEventListener('message', event => {
    if (!iframe || event.origin !== chat.origin || event.source !== iframe.contentWindow) return;
    const { unread, known, ready, close } = event.data?.kartoteka ?? {};
    if (ready) {
      loaded = true;
      tellShown();
    }
    if (close) show(false);
    if (known) remember();
    if (Number.isInteger(unread)) label(opened ? 0 : unread);
  });

  /** A constructed sheet is no inline style, so the site's content security policy stays content; old browsers have none. */
  function dress(shadow, rules) {
    if (!('adoptedStyleSheets' in shadow)) {
      const style = document.createElement('style');
      style.textContent = rules;
      shadow.append(style);
      return;
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    shadow.adoptedStyleSheets = [sheet];
  }

  function drawIcon(path) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.dataset.path = path;
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  }

  function isLight(hex) {
    const [red, green, blue] = [1, 3, 5].map(i => (Number.parseInt(hex.slice(i, i + 2), 16) / 255) ** 2.2);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.4;
  }

  function remember() {
    try {
      localStorage.setItem('kartoteka-chat', '1');
    } catch {
      // Without storage the badge waits until the chat is opened.
    }
  }

  function hasWritten() {
    try {
      return localStorage.getItem('kartoteka-chat') === '1';
    } catch {
      return false;
    }
  }

  function begin() {
    document.body.append(host);
    if (hasWritten()) load();
  }
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin);

  window.KartotekaChat = { open: () => show(true), close: () => show(false), toggle: () => show(!opened) };
})();
