// The chain of an automation: what is open gets the focus, and steps are moved, changed and taken away by keys.

const verbs = { ArrowUp: 'up', ArrowDown: 'down', Delete: 'remove', Enter: 'edit' };
let moved;

document.addEventListener('keydown', event => {
  const step = event.target.closest?.('[data-chain] [data-step]');
  const verb = step && event.altKey && !event.ctrlKey && !event.metaKey && verbs[event.key];
  if (!verb || event.target.matches('input, select, textarea')) return;
  const button = [...step.querySelectorAll(`[data-do="${verb}"]`)].find(each => each.closest('[data-step]') === step);
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-chain] [data-do]');
  if (button) moved = { step: button.closest('[data-step]').id, verb: button.dataset.do };
});

document.body.addEventListener('htmx:afterSettle', event => {
  const chain = document.getElementById('chain');
  if (event.detail.target?.id !== 'chain' && event.detail.elt?.id !== 'chain') return;
  const form = chain?.querySelector('[data-open-form], .automation-picker');
  if (form) {
    form.querySelector('input:not([type=hidden]), select, textarea, button')?.focus();
    return;
  }
  if (!moved) return;
  const step = document.getElementById(moved.step);
  const again =
    step && [...step.querySelectorAll(`[data-do="${moved.verb}"]`)].find(each => each.closest('[data-step]') === step);
  (again ?? chain?.querySelector('.automation-add'))?.focus();
  moved = undefined;
});
