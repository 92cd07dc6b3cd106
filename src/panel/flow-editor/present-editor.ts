import type { Draft, FlowSummary } from '../../flows/index.ts';
import { messengerNames } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { presentFlowHead } from '../present-flow-head.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** A draft as the editor's script gets it. */
export function presentDraft(viewer: Viewer, { yaml, version, savedAt, by, differs, outdated, over }: Draft) {
  return {
    // As the editor keeps its lines.
    yaml: yaml.replaceAll('\r\n', '\n'),
    version,
    differs,
    runs: over !== undefined,
    outdated,
    ...(savedAt && { savedAt: presentTime(viewer, savedAt).words }),
    ...(by && { by: by.name }),
  };
}

interface Subject {
  flow: FlowSummary;
  draft: Draft;
  /** Lets the editor's own stylesheet in. */
  nonce: string | undefined;
  mayWrite: boolean;
}

/** The editor's page. What its script needs goes along in one attribute, the words included. */
export function presentEditor(viewer: Viewer, { flow, draft, nonce, mayWrite }: Subject) {
  const { language } = viewer;
  const text = (key: string) => t(language, `panel:flows.editor.${key}`);
  const boot = {
    flow: flow.id,
    draft: presentDraft(viewer, draft),
    mayWrite,
    nonce,
    language,
    words: Object.fromEntries(scriptWords.map(key => [key, text(key)])),
    phrases: Object.fromEntries(phrases.map(({ said, key }) => [said, text(`phrases.${key}`)])),
  };
  return {
    title: flow.title,
    fills: true,
    head: presentFlowHead(viewer, flow, 'edit'),
    mayWrite,
    boot: JSON.stringify(boot),
    messengers: messengerNames.map((name, index) => ({ ...presentMessengerMark(viewer, name), isFirst: index === 0 })),
    languages: (['ru', 'en'] as const).map(name => ({
      name,
      label: t(language, `panel:language.${name}`),
      on: name === language,
    })),
  };
}

/** Words of the script, by their keys under `flows.editor`. */
export const scriptWords = [
  'saved',
  'savedBy',
  'saving',
  'unsaved',
  'offline',
  'readOnly',
  'same',
  'merged',
  'conflict',
  'restored',
  'noProblems',
  'problemsOne',
  'problemsMany',
  'warnings',
  'checkFailed',
  'noDiagram',
  'chatFailed',
  'dropAsk',
  'outdated',
  'sampleText',
  'sampleOptions',
  'stepAsk',
  'stepChoice',
  'stepSay',
  'stepWhen',
  'stepDo',
  'stepHandoff',
  'typeStep',
  'typeField',
  'typeAnswer',
  'typeFilter',
] as const;

/** What the editor itself says, in its own English as the key. */
const phrases = [
  { said: 'Find', key: 'find' },
  { said: 'Replace', key: 'replace' },
  { said: 'next', key: 'next' },
  { said: 'previous', key: 'previous' },
  { said: 'all', key: 'all' },
  { said: 'match case', key: 'matchCase' },
  { said: 'by word', key: 'byWord' },
  { said: 'regexp', key: 'regexp' },
  { said: 'replace', key: 'replaceOne' },
  { said: 'replace all', key: 'replaceAll' },
  { said: 'close', key: 'close' },
  { said: 'Completions', key: 'completions' },
  { said: 'Diagnostics', key: 'diagnostics' },
  { said: 'No diagnostics', key: 'noDiagnostics' },
  { said: 'Go to line', key: 'goToLine' },
  { said: 'go', key: 'go' },
] as const;
