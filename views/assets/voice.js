// Voice notes recorded in the panel: the chat's recorder, then the form in which messengers take voices.
import { attachFiles, tell } from './composer.js';
import { createRecorder } from './recorder.js';
import { toOgg } from './webm-to-ogg.js';

/** Telegram and VK take longer ones too; nobody listens to them. */
const mostSeconds = 5 * 60;

function prepare() {
  const begin = document.getElementById('record');
  if (!begin || begin.dataset.prepared) return;
  begin.dataset.prepared = 'yes';
  const words = {
    voiceRefused: begin.dataset.refused,
    voiceNoMicrophone: begin.dataset.missing,
    voiceBroken: begin.dataset.broken,
    voiceEmpty: begin.dataset.empty,
    voiceRecording: begin.dataset.recording,
    voiceRecorded: begin.dataset.recorded,
  };
  begin.addEventListener('click', () => {
    begin.closest('[data-menu]').open = false;
  });
  createRecorder({ onVoice: keep, onProblem: tell, text: key => words[key], mostSeconds });
}

async function keep(file) {
  const transfer = new DataTransfer();
  transfer.items.add(await toOgg(file));
  attachFiles(transfer.files);
}

document.body.addEventListener('htmx:afterSettle', prepare);
prepare();
