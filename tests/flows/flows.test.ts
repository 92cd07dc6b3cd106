import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkLibrary, createLibrary, jsonSchema, parseFlow, runDialogues } from '../../src/flow/index.ts';
import { readFlowFiles } from '../../src/flows/index.ts';
import { consents as testConsents } from '../support/flow.ts';

const { files, consents } = await readFlowFiles('flows');
const parsed = files.map(({ file, yaml }) => parseFlow(yaml, { file, consents }));
const flows = parsed.flatMap(each => (each.ok ? [each.flow] : []));
const library = createLibrary(flows);

it('every flow is right, alone and beside the others', () => {
  expect(parsed.flatMap(each => (each.ok ? each.warnings : each.problems))).toEqual([]);
  expect(checkLibrary(flows)).toEqual([]);
});

describe.each(files.map(({ file }) => file.replace('.yaml', '.dialogues.yaml')))('%s', async file => {
  const { problems, results } = runDialogues(await readFile(`flows/${file}`, 'utf8'), library, { file });
  it('can be read', () => expect(problems).toEqual([]));
  it.each(results.map(result => [result.name, result] as const))('%s', (_, { problem, transcript }) => {
    expect(problem, transcript).toBeUndefined();
  });
});

it('the schema for editors is the one that flows are checked by', async () => {
  await expect(`${JSON.stringify(jsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../flows/flow.schema.json');
});

describe('every example of flows/README.md is right', async () => {
  const page = await readFile('flows/README.md', 'utf8');
  const examples = [...page.matchAll(/```yaml (flow|steps|dialogues|rule)?\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({
    kind,
    text,
  }));
  it.each(examples.filter(({ kind }) => kind === 'flow').map(({ text }) => text))('flow %#', text => {
    expect(problemsOf(text)).toEqual([]);
  });
  it.each(examples.filter(({ kind }) => kind === 'steps').map(({ text }) => text))('steps %#', text => {
    expect(
      problemsOf(
        `id: example\ntitle: Example\nsteps:\n  - { id: agreed, ask: consent, kind: personal-data, text: "?" }\n${indent(text)}`,
      ),
    ).toEqual([]);
  });
  it.each(examples.filter(({ kind }) => kind === 'dialogues').map(({ text }) => text))('dialogues %#', text => {
    const flow = examples.find(({ kind }) => kind === 'flow')?.text ?? '';
    const example = parseFlow(flow, { file: 'README.md', consents: testConsents });
    const report = runDialogues(text, createLibrary(example.ok ? [example.flow] : []), { file: 'README.md' });
    expect(report.problems).toEqual([]);
    expect(report.results.map(({ problem }) => problem?.message)).toEqual(report.results.map(() => undefined));
  });
  it('there is one of every kind of step and question', () => {
    const steps: unknown = examples.filter(({ kind }) => kind === 'steps').flatMap(({ text }) => parse(text));
    const keys = (steps as Record<string, unknown>[]).flatMap(step => (typeof step === 'string' ? [step] : Object.keys(step)));
    expect(keys).toEqual(expect.arrayContaining(['say', 'ask', 'when', 'set', 'do', 'goto', 'handoff', 'end']));
    const asks = (steps as Record<string, unknown>[]).map(({ ask }) => ask);
    expect(asks).toEqual(
      expect.arrayContaining([
        'text',
        'phone',
        'email',
        'number',
        'date',
        'time',
        'datetime',
        'file',
        'location',
        'choice',
        'rating',
        'confirm',
        'consent',
      ]),
    );
  });
});

function problemsOf(text: string): string[] {
  const result = parseFlow(text, { file: 'README.md', consents: testConsents });
  return result.ok ? [] : result.problems.map(({ line, message }) => `${line}: ${message}`);
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
