// Moves over the drawing that the program made: pan, zoom, fit, and the way between a box and its line.

const least = 0.06;
const most = 2;
const stepPx = 60;

export function createDiagram(stage, { words, onPick }) {
  let view = { x: 0, y: 0, scale: 1 };
  let steps = [];
  let drawn;
  let isFitted = false;
  let standing;

  const content = () => stage.querySelector('[data-diagram]');
  const box = () => stage.getBoundingClientRect();

  function apply() {
    content()?.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.scale})`);
  }

  function zoom(factor, at = { x: stage.clientWidth / 2, y: stage.clientHeight / 2 }) {
    const scale = Math.min(most, Math.max(least, view.scale * factor));
    const by = scale / view.scale;
    view = { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
    apply();
  }

  function pan(x, y) {
    view = { ...view, x: view.x + x, y: view.y + y };
    apply();
  }

  /** All of it, if it can be read so; otherwise its beginning. */
  function fitView({ whole = true } = {}) {
    const svg = stage.querySelector('svg');
    if (!svg || stage.clientWidth === 0) return;
    const [width, height] = [Number(svg.dataset.width), Number(svg.dataset.height)];
    const both = Math.min(stage.clientWidth / width, stage.clientHeight / height);
    const across = Math.max(0.5, stage.clientWidth / width);
    const scale = Math.max(least, Math.min(1, whole ? both : across));
    const first = Number(/translate\(([\d.]+)/.exec(svg.querySelector('.node')?.getAttribute('transform'))?.[1] ?? 0) + 118;
    const centre = width * scale <= stage.clientWidth ? width / 2 : first;
    view = {
      scale,
      x: stage.clientWidth / 2 - centre * scale,
      y: whole && height * scale < stage.clientHeight ? (stage.clientHeight - height * scale) / 2 : 4,
    };
    isFitted = true;
    apply();
  }

  const nodeOf = step => stage.querySelector(`.node[data-step="${CSS.escape(step)}"]`);

  function mark(step, className) {
    for (const node of stage.querySelectorAll(`.${className}`)) node.classList.remove(className);
    const node = step && nodeOf(step);
    node?.classList.add(className);
    return node;
  }

  /** Brings a box into sight without moving more than needed. */
  function reveal(node) {
    if (!node || stage.clientWidth === 0) return;
    const [outer, inner] = [box(), node.getBoundingClientRect()];
    const margin = 24;
    const x = Math.max(0, outer.left + margin - inner.left) || Math.min(0, outer.right - margin - inner.right);
    const y = Math.max(0, outer.top + margin - inner.top) || Math.min(0, outer.bottom - margin - inner.bottom);
    if (x || y) pan(x, y);
  }

  function markLines(step) {
    for (const line of stage.querySelectorAll('.line'))
      line.classList.toggle('is-near', step !== undefined && (line.dataset.from === step || line.dataset.to === step));
  }

  listenToPointers(stage, { pan, zoom });
  stage.addEventListener('click', event => {
    const node = event.target.closest('.node');
    if (!node) return;
    // The name of a target leads to the target, the rest of the box to its own line.
    const target = event.target.closest('.exit-to') && nodeOf(event.target.closest('.exit').dataset.to);
    if (target) return onPick(Number(target.dataset.line));
    onPick(Number(node.dataset.line));
  });
  stage.addEventListener('keydown', event => {
    const node = event.target.closest('.node');
    if (node && (event.key === 'Enter' || event.key === ' ')) onPick(Number(node.dataset.line));
    else if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    else keys[event.key]();
    event.preventDefault();
  });
  stage.addEventListener('focusin', event => reveal(event.target.closest('.node')));
  for (const type of ['mouseover', 'focusin'])
    stage.addEventListener(type, event => markLines(event.target.closest('.node')?.dataset.step));

  const tools = { in: () => zoom(1.25), out: () => zoom(0.8), fit: fitView };
  const keys = {
    '+': tools.in,
    '=': tools.in,
    '-': tools.out,
    0: fitView,
    ArrowLeft: () => pan(stepPx, 0),
    ArrowRight: () => pan(-stepPx, 0),
    ArrowUp: () => pan(0, stepPx),
    ArrowDown: () => pan(0, -stepPx),
  };
  for (const button of document.querySelectorAll('[data-zoom]'))
    button.addEventListener('click', () => tools[button.dataset.zoom]());

  return {
    draw({ diagram, steps: places }, line) {
      // While the text cannot be read at all, the last drawing stays, pale.
      stage.classList.toggle('is-old', !diagram);
      if (!diagram) {
        if (!drawn) stage.textContent = words.noDiagram;
        return;
      }
      steps = places;
      if (diagram !== drawn) stage.innerHTML = diagram;
      drawn = diagram;
      if (isFitted) apply();
      else fitView({ whole: false });
      mark(standing, 'is-standing');
      this.markLine(line, { reveals: false });
    },
    /** The tab was opened: only now there is a size to fit to. */
    shown: () => isFitted || fitView({ whole: false }),
    markLine(line, { reveals = true } = {}) {
      const step = steps.find(each => line >= each.line && line <= each.endLine);
      const node = mark(step?.id, 'is-on');
      if (reveals && !stage.contains(document.activeElement)) reveal(node);
    },
    markStanding(step) {
      standing = step;
      mark(step, 'is-standing');
    },
  };
}

/** Dragging, pinching, and the wheel: with Ctrl, as a touchpad's pinch tells it, it zooms. */
function listenToPointers(stage, { pan, zoom }) {
  const pointers = new Map();
  let moved = 0;
  const placeOf = ({ clientX, clientY }) => {
    const { left, top } = stage.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { length: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  stage.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    moved = 0;
    pointers.set(event.pointerId, placeOf(event));
  });
  stage.addEventListener('pointermove', event => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = placeOf(event);
    const pinch = pointers.size === 2 ? spread() : undefined;
    pointers.set(event.pointerId, now);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (pinch) zoom(spread().length / Math.max(1, pinch.length), pinch);
    else if (moved > 4) {
      // Only now it is a drag: a captured pointer would take the click away from the box.
      stage.setPointerCapture(event.pointerId);
      pan(now.x - before.x, now.y - before.y);
    }
  });
  for (const type of ['pointerup', 'pointercancel']) stage.addEventListener(type, event => pointers.delete(event.pointerId));
  stage.addEventListener('pointerleave', event => pointers.delete(event.pointerId));
  stage.addEventListener('click', event => moved > 4 && event.stopPropagation(), { capture: true });
  stage.addEventListener(
    'wheel',
    event => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 200), placeOf(event));
      else pan(-event.deltaX, -event.deltaY);
    },
    { passive: false },
  );
}
