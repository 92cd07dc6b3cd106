// Keeps the draft: saves it a moment after the last key, joins what somebody else saved meanwhile, and loses nothing of either.
import { applyPatch, diffLines, structuredPatch } from 'diff';

const pauseMs = 900;
const againMs = 4000;
/** How often others are asked after while the page is looked at. */
const lookMs = 15_000;

export function createDraft({ boot, server, code, onReplaced }) {
  const { words, mayWrite } = boot;
  const state = document.getElementById('draft-state');
  const dropButton = document.getElementById('drop-draft');
  const notice = createNotice();
  const backup = createBackup(boot.flow);
  /** The text and version that the program and we agree on. */
  let known = boot.draft;
  let timer;
  let saving;
  /** What somebody else saved and could not be joined with ours. */
  let theirs;

  const isSaved = () => code.text() === known.yaml;

  function tell(text, kind = '') {
    state.textContent = text;
    state.dataset.kind = kind;
  }

  function tellSaved() {
    if (dropButton) dropButton.hidden = !known.differs || !known.runs;
    if (!mayWrite) return tell(words.readOnly);
    if (!known.differs) return tell(words.same);
    tell(known.by ? words.savedBy.replace('{name}', known.by).replace('{time}', known.savedAt) : words.saved, 'saved');
  }

  /** Saves until what is written is what is kept; calls meanwhile join the one under way. */
  async function save() {
    clearTimeout(timer);
    saving ??= saveAll().finally(() => {
      saving = undefined;
    });
    return saving;
  }

  async function saveAll() {
    while (mayWrite && !theirs && !isSaved()) {
      const yaml = code.text();
      tell(words.saving);
      try {
        accept({ ...(await server.save({ yaml, version: known.version })), yaml });
      } catch (error) {
        if (error.status === 409) join(error.given);
        else return later(error);
      }
    }
    return !theirs && isSaved();
  }

  function accept(draft) {
    known = draft;
    if (!isSaved()) return;
    backup.forget();
    tellSaved();
  }

  function later(error) {
    tell(error.status ? error.message : words.offline, 'bad');
    timer = setTimeout(save, againMs);
    return false;
  }

  /** Puts what they changed since we agreed into our text. Where both changed the same place, a person decides. */
  function join(draft) {
    const mine = code.text();
    const joined = mine === known.yaml ? draft.yaml : merge(known.yaml, draft.yaml, mine);
    if (joined === false) return quarrel(draft);
    known = draft;
    if (joined !== mine) {
      code.replace(joined);
      onReplaced(joined);
      notice.say(words.merged.replace('{name}', draft.by ?? '?'), { close: true });
    }
    tellSaved();
  }

  function quarrel(draft) {
    theirs = draft;
    notice.say(words.conflict.replace('{name}', draft.by ?? '?').replace('{time}', draft.savedAt ?? ''), {
      compare: () => compare(draft.yaml, code.text()),
      theirs: () => settle(draft.yaml),
      mine: () => settle(code.text()),
    });
    tell(words.unsaved, 'bad');
  }

  function settle(text) {
    // Their text goes through ours: undo brings back whatever was given up.
    if (text !== theirs.yaml) {
      const own = code.text();
      code.replace(theirs.yaml);
      code.replace(own);
    } else code.replace(text);
    known = theirs;
    theirs = undefined;
    notice.hide();
    tellSaved();
    void save();
  }

  /** Somebody else may have saved while we only looked. */
  async function look() {
    if (document.hidden || saving || theirs) return;
    const draft = await server.draft().catch(() => undefined);
    if (!draft || saving || theirs) return;
    if (draft.yaml === known.yaml) accept(draft);
    else if (draft.version !== known.version) join(draft);
    if (!isSaved()) void save();
  }

  async function drop() {
    if (!confirm(words.dropAsk)) return;
    await save();
    try {
      const draft = await server.drop({ version: known.version });
      known = draft;
      code.replace(draft.yaml);
      backup.forget();
      onReplaced(draft.yaml);
      tellSaved();
    } catch (error) {
      if (error.status === 409) join(error.given);
      else tell(error.message, 'bad');
    }
  }

  dropButton?.addEventListener('click', drop);
  addEventListener('beforeunload', event => {
    if (mayWrite && !isSaved()) event.preventDefault();
  });

  // Whoever looks elsewhere may not come back.
  document.addEventListener('visibilitychange', () => document.hidden && !isSaved() && save());

  return {
    begin() {
      tellSaved();
      if (known.outdated && known.differs) notice.say(words.outdated, { close: true });
      const kept = mayWrite && backup.find(known);
      if (kept) {
        code.replace(kept);
        notice.say(words.restored, { close: true });
      }
      setInterval(look, lookMs);
      addEventListener('focus', look);
    },
    changed(yaml) {
      if (!mayWrite || yaml === known.yaml) return;
      backup.keep(yaml, known);
      if (theirs) return;
      tell(words.unsaved);
      clearTimeout(timer);
      timer = setTimeout(save, pauseMs);
    },
    save,
    look,
  };
}

/** The text with the changes of both, or false where they touch one another. */
function merge(base, theirs, mine) {
  const patch = structuredPatch('', '', base, theirs, '', '', { context: 2 });
  return applyPatch(mine, patch, { fuzzFactor: 0, autoConvertLineEndings: false });
}

/** What was written and not yet kept by the program, in case the page goes away before. */
function createBackup(flow) {
  const key = `flow-draft:${flow}`;
  return {
    keep(yaml, { version }) {
      try {
        localStorage.setItem(key, JSON.stringify({ yaml, version }));
      } catch {
        // A full or forbidden store only takes away the second net.
      }
    },
    forget: () => localStorage.removeItem(key),
    find({ yaml, version }) {
      const kept = JSON.parse(localStorage.getItem(key) ?? 'null');
      return kept && kept.version === version && kept.yaml !== yaml ? kept.yaml : undefined;
    },
  };
}

function createNotice() {
  const box = document.getElementById('notice');
  const text = document.getElementById('notice-text');
  const actions = Object.fromEntries(
    ['compare', 'theirs', 'mine', 'close'].map(name => [name, document.getElementById(`notice-${name}`)]),
  );
  let does = {};
  for (const [name, button] of Object.entries(actions)) button.addEventListener('click', () => does[name]?.());
  const hide = () => {
    box.hidden = true;
  };
  return {
    hide,
    say(words, { close, ...given }) {
      does = { ...given, ...(close && { close: hide }) };
      text.textContent = words;
      for (const [name, button] of Object.entries(actions)) button.hidden = !does[name];
      box.hidden = false;
    },
  };
}

/** Their text beside ours, as lines. */
function compare(theirs, mine) {
  const lines = diffLines(theirs, mine).flatMap(({ value, added, removed }) => {
    const kind = added ? 'added' : removed ? 'removed' : 'same';
    const sign = { added: '+', removed: '−', same: ' ' }[kind];
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map(text => ({ kind, text: `${sign} ${text}` }));
  });
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - 3), at + 4).some(({ kind }) => kind !== 'same'));
  document.getElementById('compare-lines').replaceChildren(
    ...lines
      .filter((_, at) => near[at])
      .map(({ kind, text }) => {
        const line = document.createElement('div');
        line.className = `diff-line diff-line-${kind}`;
        line.textContent = text;
        return line;
      }),
  );
  document.getElementById('compare-dialog').showModal();
}
