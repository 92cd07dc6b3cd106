import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFlow } from '../../../src/flow/index.ts';
import { readFlowFiles } from '../../../src/flows/index.ts';
import { type DrawnStep, readSteps } from '../../../src/panel/flow-editor/read-steps.ts';

const folders = ['flows', 'flows/examples'].map(name => join(import.meta.dirname, '../../..', name));
const files = folders.flatMap(folder =>
  readdirSync(folder)
    .filter(name => name.endsWith('.yaml') && !name.endsWith('.dialogues.yaml'))
    .map(name => ({ name, folder, yaml: readFileSync(join(folder, name), 'utf8') })),
);
const step = (yaml: string, id: string): DrawnStep | undefined => readSteps(yaml)?.find(each => each.id === id);
const flow = (steps: string) => `id: sample\ntitle: Sample\nsteps:\n${steps}`;

describe.each(files)('$name', ({ name, folder, yaml }) => {
  it('leads where the engine says that it leads', async () => {
    const { consents } = await readFlowFiles(folder);
    const media = (file: string) => ({ kind: 'photo' as const, id: file, name: file, mime: 'image/jpeg', size: 1 });
    const parsed = parseFlow(yaml, { file: name, consents, media });
    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
    const { steps } = parsed.flow;
    const engine = steps.map(({ id, exits }, at) => [
      id,
      [...new Set(exits.map(exit => exit ?? steps[at + 1]?.id ?? 'end'))].sort(),
    ]);
    const drawn = (readSteps(yaml) ?? []).map(({ id, kind, exits }) => {
      // The end of a run is drawn as no line.
      const own = kind === 'end' || (kind === 'handoff' && exits.length === 0) ? ['end'] : [];
      return [id, [...new Set([...exits.map(({ to }) => to), ...own])].sort()];
    });
    expect(drawn).toEqual(engine);
  });
});

it('options, skipping, declining and rules are exits with words, in the order of the file', () => {
  const yaml = flow(`  - id: agree
    ask: consent
    kind: personal-data
    text: Можно?
  - id: what
    ask: choice
    text: Что?
    options:
      - { value: a, label: { ru: Ванная, en: Bath } }
      - { value: b, label: Кухня, next: end }
    skip: true
  - when:
      - { if: { any: [{ field: answers.what, op: eq, value: a }, { field: contact.tags, op: has, value: vip }] }, next: big }
      - { next: what }
  - id: big
    say: Да
`);
  expect(readSteps(yaml)?.map(({ exits }) => exits.map(({ label = '', to }) => `${label}>${to}`))).toEqual([
    ['@declined>end', '>what'],
    ['Ванная>#3', 'Кухня>end', '@skip>#3', '>#3'],
    ['what = a | tags has vip>big', '@else>what'],
    ['>end'],
  ]);
});

it('a choice of which each option goes its own way has no way that nobody can go', () => {
  const options = '    options: [{ value: a, label: A, next: end }]\n';
  const question = `  - id: what\n    ask: choice\n    text: Что?\n${options}`;
  expect(step(flow(`${question}    attempts: { max: 2, next: end }\n  - end\n`), 'what')?.exits).toEqual([
    { label: 'A', to: 'end' },
    { label: '@attempts', to: 'end' },
  ]);
});

it('a step that is named and not there is an exit that is missing', () => {
  expect(step(flow('  - { id: a, say: Привет, next: nowhere }\n'), 'a')?.exits).toEqual([
    { to: 'nowhere', isPlain: true, missing: true },
  ]);
});

it('tells the lines of a step and the answers that it gives', () => {
  const yaml = flow(`  - id: a
    ask: text
    text: Имя?

  - set: { answers.price: "2 * 2", contact.fields.x: "1" }
  - end
`);
  expect(readSteps(yaml)?.map(({ line, endLine, gives }) => ({ line, endLine, gives }))).toEqual([
    { line: 4, endLine: 6, gives: ['a'] },
    { line: 8, endLine: 8, gives: ['price'] },
    { line: 9, endLine: 9, gives: [] },
  ]);
});

it('reads a flow that is wrong, as far as it goes, and nothing of a text that is none', () => {
  expect(readSteps(flow('  - { id: a, saay: Привет }\n  - 5\n  -\n'))?.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    'a ?',
    '#2 ?',
    '#3 ?',
  ]);
  for (const text of ['', 'steps', 'steps: 5', 'a: [', '- 1', '\u0000']) expect(readSteps(text) ?? []).toEqual([]);
});
