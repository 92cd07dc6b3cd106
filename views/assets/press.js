// A part of the page that is renewed between pressing and letting go of a mouse takes its button along, and the browser tells nobody of the
// press. Then the one that stands in its place is pressed instead, if it does the same. For a finger browsers look at what is there when it is lifted.
const pressable = 'a[href], button, summary, label, [role="button"]';
/** Whoever moves the mouse further, in pixels, drags. */
const furthest = 8;

let pressed;
let hasClicked = false;

document.addEventListener(
  'pointerdown',
  ({ target, button, pointerType, clientX: x, clientY: y }) => {
    const element = pointerType === 'mouse' && button === 0 ? target.closest?.(pressable) : undefined;
    pressed = element && { element, x, y };
  },
  true,
);

document.addEventListener('click', () => (hasClicked = true), true);

document.addEventListener(
  'pointerup',
  ({ clientX, clientY }) => {
    const { element: gone, x, y } = pressed ?? {};
    pressed = undefined;
    hasClicked = false;
    if (!gone || gone.isConnected || Math.hypot(clientX - x, clientY - y) > furthest) return;
    // The browser's own click, if there is one, comes before this.
    setTimeout(() => {
      const there = document.elementFromPoint(clientX, clientY)?.closest(pressable);
      if (!hasClicked && there && doingOf(there) === doingOf(gone)) there.click();
    });
  },
  true,
);

/** What tells one thing to press from another, whatever number stands on it: where it leads, and what its form sends there. */
function doingOf(element) {
  const { form } = element;
  const names = ['id', 'href', 'name', 'value', 'formaction', 'for', 'hx-get', 'hx-post', 'hx-put', 'hx-delete', 'hx-vals'];
  const own = names.map(name => element.getAttribute(name));
  const sent = form ? [form.getAttribute('action'), form.getAttribute('hx-post'), new URLSearchParams(new FormData(form))] : [];
  const isTold = own.some(value => value !== null);
  return [element.tagName, ...own, ...sent, isTold ? '' : element.textContent.trim()].join('\n');
}
