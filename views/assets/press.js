// A part of the page that is renewed between pressing and letting go of a mouse takes its button along, one that grows moves what stands below
// it from under the mouse, and the browser tells nobody of the press. Then it is pressed all the same: the button itself wherever it stands now,
// or the one that came instead, if it does the same. For a finger browsers look at what is there when it is lifted.
const pressable = 'a[href], button, summary, label, [role="button"]';
/** Whoever moves the mouse further, in pixels, drags. */
const furthest = 8;

let pressed;
let hasClicked = false;

document.addEventListener(
  'pointerdown',
  ({ target, button, pointerType, clientX: x, clientY: y }) => {
    const element = pointerType === 'mouse' && button === 0 ? target.closest?.(pressable) : undefined;
    pressed = element && { element, x, y, place: placeOf(element) };
  },
  true,
);

// What both the old place and the new one lie in is clicked as well, which presses nothing.
document.addEventListener('click', ({ target }) => (hasClicked ||= Boolean(target.closest?.(pressable))), true);

document.addEventListener(
  'pointerup',
  ({ clientX, clientY }) => {
    const { element, x, y, place } = pressed ?? {};
    pressed = undefined;
    hasClicked = false;
    if (!element || Math.hypot(clientX - x, clientY - y) > furthest) return;
    if (element.isConnected && placeOf(element) === place) return;
    // The browser's own click, if there is one, comes before this.
    setTimeout(() => hasClicked || standInOf(element, { clientX, clientY })?.click());
  },
  true,
);

function placeOf(element) {
  const { left, top } = element.getBoundingClientRect();
  return `${left} ${top}`;
}

/** The pressed element where it is still there; else the one below the mouse, or the only one on the page, that does the same. */
function standInOf(element, { clientX, clientY }) {
  if (element.isConnected) return element;
  const doing = doingOf(element);
  const same = [...document.querySelectorAll(pressable)].filter(other => doingOf(other) === doing);
  const there = document.elementFromPoint(clientX, clientY)?.closest(pressable);
  return same.length === 1 ? same[0] : same.find(other => other === there);
}

/** What tells one thing to press from another, whatever number stands on it: all that it carries but its looks, and what its form sends where. */
function doingOf(element) {
  const { form } = element;
  const own = [...element.attributes].filter(({ name }) => !looks.test(name)).map(({ name, value }) => `${name}=${value}`);
  const sent = form ? [form.getAttribute('action'), form.getAttribute('hx-post'), new URLSearchParams(new FormData(form))] : [];
  const words = element.hasAttribute('href') ? '' : element.textContent.replace(/[\d\s.,%]+/g, '');
  return [element.tagName, ...own, ...sent, words].join('\n');
}
const looks = /^(class|style|title|aria-.*)$/;
