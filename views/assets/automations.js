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

// What was typed and not kept is not lost without a word.
const forms = '.automation-form, [data-open-form]';
const note = element => {
  const form = element.closest?.(forms);
  if (form) form.dataset.dirty = '';
};
for (const name of ['input', 'change'])
  document.addEventListener(name, event => {
    if (event.isTrusted && !event.target.matches('[data-no-save], [type=search]')) note(event.target);
  });
document.body.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target?.matches?.('.rules-tree')) note(document.getElementById(event.detail.target.id) ?? event.detail.target);
});

const mayLeave = () => {
  const isDirty = document.querySelector(':is(.automation-form, [data-open-form])[data-dirty]') !== null;
  return !isDirty || confirm(document.getElementById('status')?.dataset.unsaved);
};
document.addEventListener('submit', event => {
  if (event.target.closest('#status') && event.target.method === 'post' && !mayLeave()) event.preventDefault();
});
