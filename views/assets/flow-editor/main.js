// The editor of a flow: the text with its faults, the diagram and the simulated chat, which all follow what is typed.
import { createChat } from './chat.js';
import { createCheck } from './check.js';
import { createCode } from './code.js';
import { createDiagram } from './diagram.js';
import { createDraft } from './draft.js';
import { createFaults } from './faults.js';
import { createPanes } from './panes.js';
import { createPublishing } from './publishing.js';
import { createServer } from './server.js';

const root = document.getElementById('flow-editor');
const boot = JSON.parse(root.dataset.boot);
const server = createServer(boot.flow);
const panes = createPanes(root);

const code = createCode(document.getElementById('code'), {
  boot,
  schema: server.schema,
  onChange(yaml) {
    draft.changed(yaml);
    check.soon(yaml);
  },
  onCursor: line => diagram.markLine(line),
  onSave: () => publishing?.open(),
});
const diagram = createDiagram(document.getElementById('diagram'), {
  words: boot.words,
  onPick(line) {
    panes.show('text');
    code.goTo(line);
  },
});
const faults = createFaults({
  words: boot.words,
  onPick(line, column) {
    panes.show('text');
    code.goTo(line, column);
  },
});
const chat = createChat({ server, words: boot.words, language: boot.language, onStep: step => diagram.markStanding(step) });
const draft = createDraft({ boot, server, code, onReplaced: yaml => check.soon(yaml) });
const publishing = boot.mayWrite && createPublishing({ server, draft, panes, code });

const check = createCheck({
  server,
  words: boot.words,
  onFailed: () => faults.failed(),
  onChecked(checked, yaml) {
    code.showFaults(checked);
    code.names = checked;
    faults.show(checked);
    diagram.draw(checked, code.line());
    chat.hold(yaml, checked.problems.length === 0);
  },
});

panes.onShow = name => name === 'diagram' && diagram.shown();
void check.now(boot.draft.yaml);
draft.begin();
