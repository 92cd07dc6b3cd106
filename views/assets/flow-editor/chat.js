// The simulated chat. What happened in it is a list that is told anew after each change of the draft, so the conversation follows the text.

export function createChat({ server, words, language, onStep }) {
  const place = document.getElementById('sim');
  const field = document.getElementById('sim-text');
  const composer = document.getElementById('sim-composer');
  let simulation = { messenger: 'telegram', language, at: new Date().toISOString(), happened: [] };
  /** The last text that could be held. */
  let yaml;
  let asking;

  async function hold() {
    if (yaml === undefined) return;
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const html = await server.simulate({ ...simulation, yaml }, signal);
      if (!signal.aborted) show(html);
    } catch (error) {
      if (!signal.aborted) say(error.status ? error.message : words.chatFailed);
    }
  }

  function show(html) {
    const wasOpen = document.getElementById('sim-card')?.open;
    place.innerHTML = html;
    const card = document.getElementById('sim-card');
    if (card && wasOpen) card.open = true;
    card?.addEventListener('toggle', toEnd);
    toEnd();
    onStep(place.querySelector('[data-step]')?.dataset.step || undefined);
  }

  function toEnd() {
    const screen = place.querySelector('[data-screen]');
    if (screen) screen.scrollTop = screen.scrollHeight;
  }

  function say(text) {
    const note = document.createElement('p');
    note.className = 'sim-note';
    note.textContent = text;
    place.querySelector('[data-screen]')?.append(note) ?? place.replaceChildren(note);
  }

  function happen(thing) {
    // A customer who writes first is one who has found the bot.
    const begins = simulation.happened.length === 0 && thing.kind !== 'start';
    simulation = { ...simulation, happened: [...simulation.happened, ...(begins ? [{ kind: 'start' }] : []), thing] };
    void hold();
  }

  function change(part) {
    simulation = { ...simulation, ...part };
    void hold();
  }

  const pane = document.getElementById('pane-chat');
  pane.addEventListener('click', event => {
    const sends = event.target.closest('[data-send]');
    if (sends) {
      for (const menu of pane.querySelectorAll('.sim-menu[open]')) menu.open = false;
      return happen(JSON.parse(sends.dataset.send));
    }
    const messenger = event.target.closest('[data-messenger]');
    if (!messenger) return;
    for (const each of pane.querySelectorAll('[data-messenger]')) each.setAttribute('aria-pressed', String(each === messenger));
    change({ messenger: messenger.dataset.messenger });
  });
  document.getElementById('sim-language').addEventListener('change', event => change({ language: event.target.value }));
  document.getElementById('sim-restart').addEventListener('click', () => change({ happened: [], at: new Date().toISOString() }));
  document.getElementById('sim-undo').addEventListener('click', () => change({ happened: simulation.happened.slice(0, -1) }));
  composer.addEventListener('submit', event => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = '';
    if (text) happen(text === '/start' ? { kind: 'start' } : { kind: 'text', text });
    field.focus();
  });
  document.addEventListener('click', event => {
    for (const menu of pane.querySelectorAll('.sim-menu[open]')) if (!menu.contains(event.target)) menu.open = false;
  });
  pane.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && event.target.closest('.sim-menu[open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });

  return {
    /** The draft has changed. One that is wrong is not held; the last good one goes on, and that is said. */
    hold(text, isGood) {
      pane.classList.toggle('is-old', !isGood && yaml !== undefined);
      if (!isGood && yaml !== undefined) return;
      yaml = text;
      void hold();
    },
  };
}
