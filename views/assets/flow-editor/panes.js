// Columns where there is room, tabs where there is not. Which of them apply is the stylesheet's business.

export function createPanes(root) {
  const tabs = [...root.querySelectorAll('[data-tab]')];
  const panes = { onShow: () => {}, show };

  function show(name) {
    root.dataset.show = name;
    if (name !== 'text') root.dataset.side = name;
    mark();
    panes.onShow(name);
  }

  /** Beside the text one of the others is chosen; with one column, any. */
  function mark() {
    for (const tab of tabs) tab.setAttribute('aria-selected', String(isShown(tab.dataset.tab)));
    for (const tab of tabs) tab.tabIndex = isShown(tab.dataset.tab) ? 0 : -1;
  }
  const isShown = name => getComputedStyle(document.getElementById(`pane-${name}`)).display !== 'none';

  root.addEventListener('click', event => {
    const tab = event.target.closest('[data-tab]');
    if (tab) show(tab.dataset.tab);
  });
  root.querySelector('[role=tablist]').addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const visible = tabs.filter(tab => tab.offsetParent !== null);
    const next = visible[(visible.indexOf(document.activeElement) + step + visible.length) % visible.length];
    show(next.dataset.tab);
    next.focus();
  });
  addEventListener('resize', mark);
  mark();
  return panes;
}
