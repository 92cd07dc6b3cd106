// The editor of what a mailing, a reminder or a step of a chain says: tabs, toolbar, counters, buttons, whose eyes the preview has.
// It keeps nothing itself: every change ends in an `input` event, which the form saves and the preview shows.

const editorOf = element => element.closest('[data-content-editor]');
const changed = editor => editor.dispatchEvent(new Event('input', { bubbles: true }));

function prepare(editor) {
  for (const words of editor.querySelectorAll('[data-words]')) grow(words);
  for (const line of editor.querySelectorAll('[data-button-line]')) showKind(line);
  showLanguage(editor, editor.dataset.language);
  count(editor);
}

document.addEventListener('input', event => {
  const editor = event.target.closest?.('[data-content-editor]');
  if (!editor) return;
  if (event.target.matches('[data-words]')) grow(event.target);
  count(editor);
});

document.addEventListener('change', event => {
  const editor = editorOf(event.target);
  if (!editor) return;
  if (event.target.matches('[data-kind]')) showKind(event.target.closest('[data-button-line]'));
  if (event.target.matches('[data-own]')) speakApart(editor, event.target);
});

document.addEventListener('click', event => {
  const target = event.target;
  const editor = target.closest('[data-content-editor]');
  if (!editor) return;
  const find = selector => target.closest(selector);
  if (find('[data-body-tab]')) return showBody(editor, find('[data-body-tab]').dataset.bodyTab);
  if (find('[data-language-tab]')) return showLanguage(editor, find('[data-language-tab]').dataset.languageTab, true);
  if (find('[data-preview-in]')) return previewIn(editor, find('[data-preview-in]').dataset.previewIn);
  if (find('[data-mark]')) return mark(wordsBy(target), find('[data-mark]').dataset.mark);
  if (find('[data-add-link]')) return addLink(find('[data-link-menu]'));
  if (find('[data-add-variable]')) return addVariable(find('[data-variable-menu]'));
  if (find('[data-add-button-line]')) return addLine(find('[data-add-button-line]'));
  if (find('[data-line-drop]')) return dropLine(find('[data-button-line]'));
  if (find('[data-line-up]')) return moveLine(find('[data-button-line]'), -1);
  if (find('[data-line-down]')) return moveLine(find('[data-button-line]'), 1);
  if (find('[data-drop-file]')) return dropFile(find('[data-upload]'));
  if (find('[data-as]')) return lookAs(editor, find('[data-as]'));
});

document.addEventListener('keydown', event => {
  const words = event.target;
  if (!words.matches?.('[data-words]') || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const sign = { KeyB: '*', KeyI: '_' }[event.code];
  if (sign) {
    event.preventDefault();
    mark(words, sign);
  } else if (event.code === 'KeyK') {
    event.preventDefault();
    const menu = words.closest('.content-text').querySelector('[data-link-menu]');
    menu.open = true;
    menu.querySelector('input').focus();
  }
});

// Fields that are only for the menus are no reason to save; Enter in them does what their button does.
document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || !event.target.matches?.('[data-content-editor] input')) return;
  event.preventDefault();
  if (event.target.matches('[data-link-address]')) addLink(event.target.closest('[data-link-menu]'));
  if (event.target.matches('[data-default]')) addVariable(event.target.closest('[data-variable-menu]'));
});
for (const name of ['input', 'change'])
  document.addEventListener(
    name,
    event => {
      if (event.target.matches?.('[data-no-save]:not([hx-get]):not([hx-post])')) event.stopPropagation();
    },
    true,
  );

// --- Which part, which language, which messenger ---

function showBody(editor, body) {
  for (const tab of editor.querySelectorAll('[data-body-tab]')) press(tab, tab.dataset.bodyTab === body);
  for (const part of editor.querySelectorAll('[data-body]')) part.hidden = part.dataset.body !== body;
  for (const words of editor.querySelectorAll('[data-words]')) grow(words);
  const inMessenger = editor.querySelector(`[data-preview-in="${body}"]`);
  if (inMessenger) previewIn(editor, body);
}

function showLanguage(editor, language, isChosen = false) {
  for (const tab of editor.querySelectorAll('[data-language-tab]')) press(tab, tab.dataset.languageTab === language);
  for (const part of editor.querySelectorAll('[data-lang]')) part.hidden = part.dataset.lang !== language;
  editor.dataset.language = language;
  for (const words of editor.querySelectorAll('[data-words]')) grow(words);
  const chosen = editor.querySelector('[data-preview-language]');
  if (!chosen || chosen.value === language) return;
  chosen.value = language;
  if (isChosen) changed(editor);
}

function previewIn(editor, messenger) {
  for (const tab of editor.querySelectorAll('[data-preview-in]')) press(tab, tab.dataset.previewIn === messenger);
  editor.querySelector('[data-preview-messenger]').value = messenger;
  changed(editor);
}

function press(button, on) {
  button.setAttribute('aria-pressed', String(on));
}

/** The preview sees with the eyes of somebody: the chosen one stands first and can be let go. */
function lookAs(editor, person) {
  const place = editor.querySelector('[data-people]');
  const input = document.createElement('input');
  Object.assign(input, { type: 'hidden', name: `preview.${editor.dataset.prefix}.contact`, value: person.dataset.as });
  const field = editor.querySelector('[name="preview.q"]');
  field.value = person.dataset.name;
  place.replaceChildren(input);
  field.focus();
  changed(editor);
}

// --- Words ---

function grow(words) {
  words.style.height = 'auto';
  if (words.scrollHeight > 0) words.style.height = `${Math.min(words.scrollHeight + 2, 480)}px`;
}

const wordsBy = element => element.closest('.content-text').querySelector('[data-words]');

/** Puts text in where one is, so that the browser's own undo takes it back. */
function insert(words, text) {
  words.focus();
  if (!document.execCommand('insertText', false, text)) {
    words.setRangeText(text, words.selectionStart, words.selectionEnd, 'end');
    words.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function mark(words, sign) {
  const { selectionStart: start, selectionEnd: end, value } = words;
  const chosen = value.slice(start, end);
  const [, before, inside, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(chosen);
  insert(words, `${before}${sign}${inside}${sign}${after}`);
  if (inside === '') words.setSelectionRange(start + 1, start + 1);
}

function addLink(menu) {
  const field = menu.querySelector('[data-link-address]');
  const address = field.value.trim();
  if (!/^https?:\/\/\S+$/i.test(address) && !address.includes('{{')) return void field.reportValidity();
  const words = wordsBy(menu);
  const chosen = words.value.slice(words.selectionStart, words.selectionEnd).trim() || address.replace(/^https?:\/\//i, '');
  menu.open = false;
  field.value = '';
  insert(words, `[${chosen}](${address.replaceAll('(', '%28').replaceAll(')', '%29')})`);
}

function addVariable(menu) {
  const path = menu.querySelector('[data-variable]').value;
  const instead = menu.querySelector('[data-default]');
  const given = instead.value.trim().replaceAll('"', '').replaceAll('}', '');
  menu.open = false;
  instead.value = '';
  insert(wordsBy(menu), given === '' ? `{{${path}}}` : `{{${path} | default: "${given}"}}`);
}

/** As long as it is written; a variable counts as what stands for it. */
function count(editor) {
  for (const body of editor.querySelectorAll('[data-body]')) {
    const hasFiles = body.querySelector('[data-upload]') !== null;
    for (const text of body.querySelectorAll('.content-text')) {
      const length = plain(text.querySelector('[data-words]').value).length;
      for (const each of text.querySelectorAll('.content-count')) {
        const limit = Number(hasFiles ? each.dataset.caption : each.dataset.most);
        each.querySelector('[data-count]').textContent = String(length);
        each.querySelector('[data-limit]').textContent = String(limit);
        each.classList.toggle('is-over', length > limit);
      }
    }
  }
}
const plain = words =>
  words
    .replace(/\{\{[^{}]*?default:\s*["']([^"']*)["'][^{}]*\}\}/g, '$1')
    .replace(/\{\{[^{}]*\}\}/g, '')
    .replace(/\[([^\]\n]+)\]\([^()\s]+\)/g, '$1');

// --- Words of its own for one messenger ---

function speakApart(editor, box) {
  const body = box.closest('[data-body]');
  const fields = body.querySelector('[data-fields]');
  fields.disabled = !box.checked;
  fields.hidden = !box.checked;
  body.querySelector('[data-same]').hidden = box.checked;
  editor.querySelector(`[data-body-tab="${body.dataset.body}"] [data-own-mark]`).hidden = !box.checked;
  if (box.checked) takeOver(editor.querySelector('[data-body="all"]'), body);
  for (const words of body.querySelectorAll('[data-words]')) grow(words);
  changed(editor);
}

/** The first time it begins with what is said everywhere. */
function takeOver(from, to) {
  const words = [...to.querySelectorAll('[data-words]')];
  if (words.some(({ value }) => value !== '') || to.querySelector('[data-upload], [data-button-line]')) return;
  const rename = name => name.replace(/\.all\./, `.${to.dataset.body}.`);
  for (const [i, each] of words.entries()) each.value = from.querySelectorAll('[data-words]')[i].value;
  for (const [selector, place] of [
    ['[data-button-line]', '[data-buttons]'],
    ['[data-upload]', '.content-files'],
  ]) {
    for (const line of from.querySelectorAll(selector)) {
      const copy = line.cloneNode(true);
      const fields = [...line.querySelectorAll('[name]')];
      for (const [i, field] of copy.querySelectorAll('[name]').entries()) {
        field.name = rename(field.name);
        field.value = fields[i].value;
      }
      to.querySelector(place).append(copy);
    }
  }
}

// --- Buttons and files ---

function showKind(line) {
  const kind = line.querySelector('[data-kind]').value;
  for (const part of line.querySelectorAll('[data-for-kind]')) part.hidden = part.dataset.forKind !== kind;
}

function addLine(button) {
  const body = button.closest('[data-body]');
  body.querySelector('[data-buttons]').append(body.querySelector('[data-blank]').content.cloneNode(true));
  const line = [...body.querySelectorAll('[data-button-line]')].at(-1);
  const editor = editorOf(button);
  showKind(line);
  showLanguage(editor, editor.dataset.language);
  line.querySelector('label:not([hidden]) input').focus();
}

function dropLine(line) {
  const editor = editorOf(line);
  const next = line.nextElementSibling ?? line.previousElementSibling;
  const focus =
    next?.querySelector('label:not([hidden]) input') ?? line.closest('[data-body]').querySelector('[data-add-button-line]');
  line.remove();
  focus.focus();
  changed(editor);
}

function moveLine(line, by) {
  const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  const button = document.activeElement;
  if (by < 0) other.before(line);
  else other.after(line);
  button?.focus();
  changed(editorOf(line));
}

function dropFile(file) {
  const editor = editorOf(file);
  const attach = file.closest('[data-body]').querySelector('[data-attach]');
  file.remove();
  attach.focus();
  changed(editor);
}

document.body.addEventListener('htmx:afterSwap', event => {
  const { target } = event.detail;
  if (!target.matches?.('.content-files')) return;
  const body = target.closest('[data-body]');
  body.querySelector('[data-attach]').value = '';
  changed(editorOf(target));
});
// An editor that came with a part of a page.
document.body.addEventListener('htmx:load', event => {
  for (const editor of event.detail.elt.querySelectorAll?.('[data-content-editor]') ?? []) prepare(editor);
});
for (const editor of document.querySelectorAll('[data-content-editor]')) prepare(editor);
