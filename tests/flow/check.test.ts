import { describe, expect, it } from 'vitest';
import { type CompiledFlow, checkLibrary, coverageOf, createLibrary, parseFlow, runDialogues } from '../../src/flow/index.ts';
import { buildFlow, consents } from '../support/flow.ts';

function told(steps: string): string[] {
  const parsed = parseFlow(`id: test\ntitle: Test\nsteps:\n${steps}`, { file: 'test.yaml', consents });
  const notes = parsed.ok ? parsed.warnings : parsed.problems;
  return notes.map(({ line, message }) => `${line}: ${message}`);
}

describe('a check', () => {
  it('asks whether something similar was meant', () => {
    expect(told('  - { id: phone, ask: text, text: "?" }\n  - say: "{{answers.phon}}"')).toEqual([
      expect.stringMatching(/^5: .*Perhaps answers\.phone was meant\?/),
    ]);
    expect(told('  - { id: hello, say: "x", next: thanks }\n  - { id: thankss, say: "y" }')[0]).toMatch(/^4: .*"thankss"/);
    expect(told('  - { id: a, say: "{{deal.titel.x}}" }')[0]).toContain('deal.title');
    expect(told('  - { id: a, say: "{{promise.reply}}" }')[0]).toContain('promise.replyBy');
  });

  it('finds loops that ask nothing, also over a wait that may be passed, and warns of those that only wait', () => {
    const loop = (wait: string) =>
      told(
        `  - { id: a, say: "x" }\n  - { id: b, wait: ${wait} }\n  - { when: [{ if: { field: contact.score, op: gt, value: 5 }, next: end }] }\n  - goto: a`,
      );
    expect(loop('2d')).toEqual([expect.stringMatching(/^5: .*only waits/)]);
    expect(loop('{ until: contact.fields.visit }')[0]).toMatch(/^4: .*loop/);
    expect(told('  - { id: a, say: "x" }\n  - { id: q, ask: text, text: "?", next: a }')[0]).toMatch(/end/);
  });

  it('knows what stands behind a call', () => {
    expect(told('  - { id: c, call: other }\n  - say: "{{answers.c}}"')).toHaveLength(1);
    expect(told('  - { id: c, call: other }\n  - say: "{{answers.c.x}}"')).toEqual([]);
  });

  it('refuses what is no span, no address and no file beside the flow', () => {
    for (const step of [
      '{ say: "x", typing: 2m }',
      '{ say: "x", image: /etc/passwd }',
      '{ wait: soon }',
      '{ wait: { until: "25:00" } }',
      '{ do: [{ webhook: { url: "ftp://example.org" } }] }',
      '{ do: [{ task: { title: "x", due: "next week maybe" } }] }',
      '{ do: [{ start: other }, { score: 1 }] }',
      '{ do: [{ stage: new }, { field: deal.stage, value: x }] }',
      '{ set: { answers.x: "5 + 1d * 2" } }',
      '{ set: { answers.x: "2d" } }',
    ])
      expect(told(`  - ${step}`), step).not.toEqual([]);
  });
});

describe('flows beside each other', () => {
  const flow = (id: string, steps: string) => buildFlow(steps, `id: ${id}\ntitle: ${id}`);
  const check = (...flows: CompiledFlow[]) => checkLibrary(flows).map(({ file: _, ...problem }) => problem);

  it('may not call each other in a circle, nor too deep', () => {
    const circle = check(flow('a', '  - call: b'), flow('b', '  - call: c'), flow('c', '  - call: a'));
    expect(circle.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringContaining('4 Flows call each other in a circle: a → b → c → a'),
      expect.stringContaining('b → c → a → b'),
      expect.stringContaining('c → a → b → c'),
    ]);
    expect(check(flow('a', '  - call: a'))).toHaveLength(1);
    const deep = [1, 2, 3, 4, 5].map(n => flow(`f${n}`, `  - call: f${n + 1}`));
    expect(check(...deep, flow('f6', '  - say: x')).map(({ message }) => message)).toEqual([
      expect.stringContaining('deeper than 5'),
    ]);
  });

  it('read only answers that a called flow gives', () => {
    const inner = flow('inner', '  - { id: city, ask: text, text: "?" }\n  - set: { answers.sum: "1 + 1" }');
    const reads = (path: string) => check(flow('outer', `  - { id: c, call: inner }\n  - say: "{{${path}}}"`), inner);
    expect(reads('answers.c.city')).toEqual([]);
    expect(reads('answers.c.city.text')).toEqual([]);
    expect(reads('answers.c.sum')).toEqual([]);
    expect(reads('answers.c.citi')).toEqual([expect.objectContaining({ line: 5, message: expect.stringContaining('city') })]);
    expect(reads('answers.c.city.x')).toHaveLength(1);
  });

  it('that are called or started have to be there', () => {
    expect(check(flow('a', '  - call: nobody'))).toEqual([expect.objectContaining({ line: 4 })]);
    expect(check(flow('a', '  - do: [{ start: nobody }]'))).toHaveLength(1);
  });
});

it('dialogues tell which steps they come by', () => {
  const flow = buildFlow(`
    - { id: name, ask: text, text: "Имя?" }
    - { when: [{ if: { field: answers.name, op: eq, value: А }, next: a }] }
    - { id: b, say: "Б", next: end }
    - { id: a, say: "А" }`);
  const report = runDialogues(JSON.stringify([{ name: 'x', talk: '> /start\n< Имя?\n> А\n< А' }]), createLibrary([flow]), {
    file: 'x',
  });
  expect(report.results[0]?.problem).toBeUndefined();
  expect(coverageOf(flow, report.covered)).toEqual({ steps: 4, covered: 3, missing: ['b'] });
});
