import { expect, it } from 'vitest';
import { converse, createLibrary, needsSegments, parseFlow } from '../../src/flow/index.ts';
import { buildFacts, buildFlow, consents } from '../support/flow.ts';

const steps = `
  - when:
      - if: { all: [{ field: segment, op: in, value: [vip] }] }
        next: dear
  - say: Здравствуйте!
  - end
  - { id: dear, say: Рады вам снова! }
  - end`;
const flow = buildFlow(steps);
const library = createLibrary([flow]);

const saidTo = (segments?: string[]) =>
  converse(library, undefined, { kind: 'text', text: '/start' }, buildFacts(segments ? { segments } : {})).effects.flatMap(
    effect => (effect.kind === 'say' ? [effect.message.text] : []),
  );

it('goes another way with whoever is in a segment', () => {
  expect(saidTo(['vip'])).toEqual(['Рады вам снова!']);
  expect(saidTo([])).toEqual(['Здравствуйте!']);
  expect(saidTo()).toEqual(['Здравствуйте!']);
});

it('asks for those segments alone that its rules name', () => {
  expect(needsSegments(library, undefined)).toEqual(['vip']);
  expect(needsSegments(createLibrary([buildFlow('\n  - say: Привет')]), undefined)).toEqual([]);
});

it('a segment that is not there is a problem of the flow, with its place', () => {
  const yaml = `id: test\ntitle: Проба\nsteps:${steps}`;
  const parsed = parseFlow(yaml, { file: 'test.yaml', consents, segments: ['other'], language: 'ru' });
  expect(parsed).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('Сегмента «vip» нет'), line: 5 }] });
  expect(parseFlow(yaml, { file: 'test.yaml', consents, segments: ['vip'] }).ok).toBe(true);
});
