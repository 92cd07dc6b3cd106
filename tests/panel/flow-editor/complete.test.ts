import { EditorState } from '@codemirror/state';
import { expect, it } from 'vitest';
import { jsonSchema } from '../../../src/flow/index.ts';
import { t } from '../../../src/texts/index.ts';

interface Offer {
  label: string;
  info?: string;
  apply?: unknown;
}
type Complete = (context: {
  state: EditorState;
  pos: number;
  explicit: boolean;
}) => Promise<{ from: number; options: Offer[] } | null>;
type CreateCompletion = (given: { schema: () => Promise<unknown>; names: () => object; words: object }) => Complete;

// What runs in the browser is plain JavaScript without types.
const module: { createCompletion: CreateCompletion } = await import(
  new URL('../../../views/assets/flow-editor/complete.js', import.meta.url).href
);
const names = {
  steps: [{ id: 'name' }, { id: 'bye' }, { id: '#3' }],
  answers: ['name', 'price'],
  flows: [{ id: 'lead', title: 'Заявка' }],
};
const words = {
  sampleText: t('ru', 'panel:flows.editor.sampleText'),
  sampleOptions: t('ru', 'panel:flows.editor.sampleOptions'),
};
const complete = module.createCompletion({ schema: async () => jsonSchema(), names: () => names, words });

/** What is offered where the text has a `¦`. */
async function offers(text: string, { explicit = true } = {}): Promise<string[]> {
  const pos = text.indexOf('¦');
  const state = EditorState.create({ doc: text.replace('¦', '') });
  return ((await complete({ state, pos, explicit }))?.options ?? []).map(({ label }) => label);
}
const flow = (steps: string) => `id: sample\ntitle: Sample\nsteps:\n${steps}`;

it('at the top the keys of a flow that it has not yet', async () => {
  expect(await offers('id: a\nl¦')).toContain('language');
  expect(await offers('id: a\nl¦')).not.toContain('id');
  expect(await offers('id: a\nlanguage: ¦')).toEqual(['ru', 'en']);
  expect(await offers('id: a\nagain: r¦')).toEqual(expect.arrayContaining(['restart', 'resume', 'ignore']));
  expect(await offers('id: a\nstart:\n  k¦')).toEqual(expect.arrayContaining(['default', 'commands', 'keywords', 'links']));
  expect(await offers('start: { def¦ }')).toContain('default');
  expect(await offers('start:\n  default: ¦')).toEqual(['true', 'false']);
});

it('in a step the keys of its own kind, with what they are for', async () => {
  const choice = await offers(flow('  - id: a\n    ask: choice\n    o¦\n    text: Что?\n  - end\n'));
  expect(choice).toEqual(expect.arrayContaining(['options', 'other', 'columns', 'skip']));
  expect(choice).not.toContain('region');
  expect(await offers(flow('  - id: a\n    ask: phone\n    ¦\n'))).toEqual(expect.arrayContaining(['region', 'share']));
  expect(await offers(flow('  - id: a\n    say: Привет\n    b¦\n'))).toEqual(expect.arrayContaining(['buttons', 'next']));
  expect(await offers(flow('  - { id: a, ask: number, m¦ }\n'))).toEqual(expect.arrayContaining(['min', 'max']));
});

it('a new step is offered whole', async () => {
  const all = await offers(flow('  - ¦\n'));
  expect(all).toEqual(expect.arrayContaining(['ask: text', 'ask: choice', 'say', 'when', 'handoff', 'wait', 'call']));
});

it('values: kinds, steps, flows, fields, paths', async () => {
  expect(await offers(flow('  - id: a\n    ask: ¦\n'))).toEqual(expect.arrayContaining(['text', 'phone', 'choice', 'consent']));
  expect(await offers(flow('  - { id: a, ask: consent, kind: ¦ }\n'))).toEqual(['personal-data', 'advertising']);
  expect(await offers(flow('  - id: a\n    say: Да\n    next: b¦\n'))).toEqual(['name', 'bye', 'end']);
  expect(await offers(flow('  - id: a\n    ask: choice\n    options:\n      - { value: a, label: A, next: ¦ }\n'))).toEqual([
    'name',
    'bye',
    'end',
  ]);
  expect(await offers(flow('  - call: ¦\n'))).toEqual(['lead']);
  expect(await offers(flow('  - id: a\n    ask: text\n    save: ¦\n'))).toContain('contact.phone');
  expect(await offers(flow('  - when:\n      - { if: { field: ¦ } }\n'))).toContain('answers.price');
  expect(await offers(flow('  - when:\n      - if: { field: answers.price, op: ¦ }\n'))).toContain('gte');
});

it('inside a text the paths of this draft and the filters', async () => {
  expect(await offers(flow('  - say: "Привет, {{an¦"\n'))).toEqual(
    expect.arrayContaining(['answers.name', 'answers.price', 'contact.name']),
  );
  expect(await offers(flow('  - say: "Привет, {{answers.name | ¦"\n'))).toContain('default');
  expect(await offers(flow('  - say: "Привет, {{answers.name}} ¦"\n'))).toEqual([]);
});

it('nothing in a comment, in plain words, or unasked on an empty line', async () => {
  expect(await offers('# id: ¦')).toEqual([]);
  expect(await offers(flow('  - say: |\n      Привет, как де¦\n'))).toEqual([]);
  expect(await offers('id: a\n¦', { explicit: false })).toEqual([]);
});

it('survives a text that is no YAML', async () => {
  for (const text of ['{{¦', '[[[¦', '- - - ¦', ': ¦', 'a: {b: [c¦', '\t¦', '"¦', '&x *x ¦'])
    expect(await offers(text)).toBeInstanceOf(Array);
});
