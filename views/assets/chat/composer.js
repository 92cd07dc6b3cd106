import { settings, text } from './settings.js';

/** The field at the bottom: text, files chosen, dropped or pasted. What cannot be sent is told and stays. */
export function createComposer({ onText, onFiles, onProblem }) {
  const form = document.getElementById('composer');
  const field = document.getElementById('text');
  const chooser = document.getElementById('files');

  function submit() {
    const words = field.value.trim();
    if (!words) return;
    const max = settings.limits.text;
    if (words.length > max) return onProblem(text('textTooLong', { length: words.length, max }));
    onText(words);
    field.value = '';
    grow();
  }

  function grow() {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  function offer(files) {
    const { fileBytes, uploadBytes, files: count } = settings.limits;
    if (files.length === 0) return;
    if (files.length > count) return onProblem(text('tooManyFiles', { count }));
    const tooBig = files.find(file => file.size > fileBytes);
    if (tooBig) return onProblem(text('fileTooBig', { name: tooBig.name, megabytes: fileBytes / 1024 / 1024 }));
    const all = files.reduce((sum, file) => sum + file.size, 0);
    if (all >= uploadBytes) return onProblem(text('filesTooBig', { megabytes: uploadBytes / 1024 / 1024 }));
    onFiles(files);
  }

  // Before this script came, sending would have loaded the page anew, and the words would have been gone.
  document.getElementById('send').disabled = false;
  form.addEventListener('submit', event => {
    event.preventDefault();
    submit();
  });
  field.addEventListener('input', grow);
  field.addEventListener('keydown', event => {
    // Enter that ends a composed character (Chinese, Japanese) is not Enter.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  field.addEventListener('paste', event => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    offer(files);
  });
  chooser.addEventListener('change', () => {
    offer([...chooser.files]);
    chooser.value = '';
  });
  acceptDrops(offer);

  return {
    focus: () => field.focus(),
    lock() {
      for (const control of form.elements) control.disabled = true;
    },
  };
}

function acceptDrops(offer) {
  const { body } = document;
  body.addEventListener('dragover', event => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    body.classList.add('dropping');
  });
  body.addEventListener('dragleave', event => event.relatedTarget || body.classList.remove('dropping'));
  body.addEventListener('drop', event => {
    event.preventDefault();
    body.classList.remove('dropping');
    offer([...event.dataTransfer.files]);
  });
}
