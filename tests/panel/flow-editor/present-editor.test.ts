import { expect, it } from 'vitest';
import { presentEditor, scriptWords } from '../../../src/panel/flow-editor/present-editor.ts';

it('every word of the script is there in both languages', () => {
  const flow = { id: 'a', title: 'A', file: 'a.yaml', steps: 1, problems: [], warnings: [], people: 0, fileDiffers: false };
  const draft = { flow: 'a', yaml: '', version: 0, differs: false, outdated: false };
  for (const language of ['ru', 'en'] as const) {
    const viewer = { language, theme: 'auto', timeZone: 'UTC', region: 'RU', now: new Date(0) };
    const { words, phrases } = JSON.parse(presentEditor(viewer, { flow, draft, nonce: undefined, mayWrite: true }).boot);
    expect(Object.keys(words)).toEqual(scriptWords);
    expect([...Object.values(words), ...Object.values(phrases)].filter(text => String(text).includes('flows.'))).toEqual([]);
  }
});
