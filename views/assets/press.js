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

/** What tells one thing to press from another, whatever number stands on it: all that it carries but its looks, and what its form sends where. */
function doingOf(element) {
  const { form } = element;
  const own = [...element.attributes].filter(({ name }) => !looks.test(name)).map(({ name, value }) => `${name}=${value}`);
  const sent = form ? [form.getAttribute('action'), form.getAttribute('hx-post'), new URLSearchParams(new FormData(form))] : [];
  const words = element.hasAttribute('href') ? '' : element.textContent.replace(/[\d\s.,%]+/g, '');
  return [element.tagName, ...own, ...sent, words].join('\n');
}
const looks = /^(class|style|title|aria-.*)$/;
