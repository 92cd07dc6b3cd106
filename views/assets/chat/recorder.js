/** In the order of preference; Safari knows only the second. */
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const tickMs = 200;

const find = id => document.getElementById(id);

/**
 * A voice note: ask for the microphone, record, stop, listen, send or discard. `onVoice` gets the file and its seconds. What does not go
 * (refused, no microphone, the site around the frame forbids it) is told in words: `text` gives them. Of the chat's page and of the panel's, which
 * have elements of the same ids; this file knows no other.
 */
export function createRecorder({ onVoice, onProblem, text, mostSeconds, embedded = false }) {
  const panel = find('voice');
  const begin = find('record');
  const clock = find('voice-time');
  const player = find('voice-player');
  let recorder;
  let recorded;

  if (!canRecord()) return { hide() {} };
  begin.hidden = false;
  begin.addEventListener('click', start);
  find('voice-stop').addEventListener('click', () => recorder?.state === 'recording' && recorder.stop());
  find('voice-discard').addEventListener('click', discard);
  find('voice-send').addEventListener('click', send);
  panel.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    discard();
  });

  async function start() {
    begin.disabled = true;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      record(stream);
    } catch (error) {
      onProblem(text(problemOf(error, embedded)));
    } finally {
      begin.disabled = false;
    }
  }

  function record(stream) {
    const mimeType = types.find(type => MediaRecorder.isTypeSupported(type));
    const parts = [];
    const began = performance.now();
    recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 32_000 });
    const mine = recorder;
    const tick = setInterval(() => {
      const seconds = (performance.now() - began) / 1000;
      clock.textContent = timeOfSeconds(seconds);
      if (seconds >= mostSeconds && mine.state === 'recording') mine.stop();
    }, tickMs);
    mine.addEventListener('dataavailable', ({ data }) => parts.push(data));
    mine.addEventListener('stop', () => {
      clearInterval(tick);
      for (const track of stream.getTracks()) track.stop();
      // Discarded meanwhile.
      if (recorder !== mine) return;
      keep(new Blob(parts, { type: mine.mimeType }), (performance.now() - began) / 1000);
    });
    // The microphone was pulled out, or the right was taken back.
    stream.getAudioTracks()[0]?.addEventListener('ended', () => mine.state === 'recording' && mine.stop());
    clock.textContent = timeOfSeconds(0);
    show('recording');
    mine.start(1000);
    find('voice-stop').focus();
  }

  function keep(blob, seconds) {
    recorder = undefined;
    if (blob.size === 0) {
      discard();
      return onProblem(text('voiceEmpty'));
    }
    recorded = { blob, seconds };
    player.src = URL.createObjectURL(blob);
    clock.textContent = timeOfSeconds(seconds);
    show('recorded');
    find('voice-send').focus();
  }

  function send() {
    if (!recorded) return;
    const { blob, seconds } = recorded;
    const ending = /mp4/.test(blob.type) ? 'm4a' : /ogg/.test(blob.type) ? 'ogg' : 'webm';
    onVoice(new File([blob], `voice.${ending}`, { type: blob.type }), Math.max(1, Math.round(seconds)));
    discard();
  }

  function discard() {
    const running = recorder;
    recorder = undefined;
    if (running?.state === 'recording') running.stop();
    if (player.src) URL.revokeObjectURL(player.src);
    player.removeAttribute('src');
    recorded = undefined;
    show(undefined);
    begin.focus();
  }

  function show(stage) {
    panel.hidden = !stage;
    panel.dataset.stage = stage ?? '';
    document.body.classList.toggle('recording', Boolean(stage));
    player.hidden = stage !== 'recorded';
    find('voice-stop').hidden = stage !== 'recording';
    find('voice-send').hidden = stage !== 'recorded';
    find('voice-state').textContent = stage ? text(stage === 'recording' ? 'voiceRecording' : 'voiceRecorded') : '';
  }

  return {
    /** Nobody can send any more. */
    hide() {
      discard();
      begin.hidden = true;
    },
  };
}

/** Not over plain http, where browsers give nobody a microphone. */
function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
}

/** https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
function problemOf({ name }, embedded) {
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'voiceNoMicrophone';
  if (name === 'NotAllowedError' || name === 'SecurityError') return embedded ? 'voiceRefusedInFrame' : 'voiceRefused';
  return 'voiceBroken';
}

export function timeOfSeconds(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
