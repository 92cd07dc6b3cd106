import { element } from './element.js';
import { linkView } from './message-view.js';

/**
 * The buttons that may be pressed now: those of the last message that has any, as long as the visitor has not answered since. One
 * press counts; `onPress` answers whether it arrived, and if not they can be pressed again.
 */
export function createChoices(place, onPress) {
  let shown;

  function show(messages) {
    const message = freshButtons(messages);
    if (message?.id === shown) return shown;
    shown = message?.id;
    place.replaceChildren(...(message ? message.buttons.map(rowView) : []));
    return shown;
  }

  function rowView(row) {
    const line = element('div', 'row');
    line.append(...row.map(button => (button.url ? linkView(button) : choice(button))));
    return line;
  }

  function choice({ label, data }) {
    const button = element('button', 'choice', label);
    button.type = 'button';
    button.addEventListener('click', async event => {
      setAll(true);
      button.setAttribute('aria-pressed', 'true');
      // A press by key comes without a pointer's click count: only then the focus has to go on somewhere.
      const arrived = await onPress({ data, label }, { byKey: event.detail === 0 });
      if (arrived) return;
      button.removeAttribute('aria-pressed');
      setAll(false);
    });
    return button;
  }

  function setAll(disabled) {
    for (const button of place.querySelectorAll('button')) button.disabled = disabled;
  }

  return { show };
}

function freshButtons(messages) {
  for (const message of [...messages].reverse()) {
    if (message.removed) continue;
    if (message.from === 'visitor') return;
    if (message.buttons?.flat().some(button => button.data)) return message;
  }
  return;
}
