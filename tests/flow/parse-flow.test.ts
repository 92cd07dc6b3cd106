import { describe, expect, it } from 'vitest';
import { checkLibrary, parseFlow } from '../../src/flow/index.ts';
import { buildFlow, consents } from '../support/flow.ts';

const head = 'id: test\ntitle: Проба\nsteps:\n';

function problemsOf(steps: string, options: { head?: string; fields?: string[] } = {}): string[] {
  const parsed = parseFlow(`${options.head ?? head}${steps}`, {
    file: 'test.yaml',
    consents,
    ...(options.fields && { fields: options.fields }),
  });
  const found = parsed.ok
    ? parsed.warnings.map(problem => ({ ...problem, message: `warning: ${problem.message}` }))
    : parsed.problems;
  return found.map(({ line, path, message }) => `${line} ${path}: ${message}`);
}

describe('a check tells line, path and what to do', () => {
  it.each<[string, string, string]>([
    ['an unknown step', '- { id: a, ask: text, text: "?", next: b }', '4 steps.0.next: There is no step "b". There are: a, end.'],
    [
      'an unreachable step',
      '- { id: a, say: "x", next: end }\n- { id: b, say: "y" }',
      '5 steps.1: Nothing leads to the step "b".',
    ],
    ['a loop without a question', '- { id: a, say: "x" }\n- { goto: a }', 'stands in a loop that asks nothing'],
    [
      'a step that cannot end',
      '- { id: a, ask: text, text: "?" }\n- { goto: a }',
      '4 steps.0: From the step "a" there is no way to the end.',
    ],
    [
      'an unknown key',
      '- { say: "x", typed: 2s }',
      '4 steps.0.typed: The key "typed" is not known here. Known are: id, say, image, video, file, voice, buttons, typing, next.',
    ],
    [
      'an unknown key of a question',
      '- { id: a, ask: text, text: "?", scale: 5 }',
      '4 steps.0.scale: The key "scale" is not known here.',
    ],
    [
      'an unknown kind of question',
      '- { id: a, ask: mood, text: "?" }',
      '4 steps.0.ask: There is no question of the kind "mood". There are: text, phone,',
    ],
    ['an unknown step kind', '- { id: a, pause: 2d }', '4 steps.0: It is not clear what this step does (keys: id, pause).'],
    ['two kinds in one step', '- { say: x, goto: end }', 'A step does one thing'],
    ['a missing key', '- { id: a, ask: text }', '4 steps.0.text: This key is missing.'],
    ['a missing id', '- { ask: text, text: "?" }', '4 steps.0.id: This key is missing.'],
    ['one id twice', '- { id: a, say: "x" }\n- { id: a, say: "y" }', '5 steps.1.id: There is a step "a" already.'],
    ['an unknown path in a text', '- { say: "{{answers.b}}" }', '4 steps.0.say: The path "answers.b" is not known.'],
    [
      'an unknown path in an expression',
      '- { set: { answers.a: answers.b } }',
      '4 steps.0.set.answers.a: The path "answers.b" is not known.',
    ],
    [
      'an unknown path in a rule',
      '- when: [{ if: { field: contact.shoe, op: eq, value: 1 }, next: end }]',
      'The path "contact.shoe" is not known.',
    ],
    ['an unknown filter', '- { say: "{{now | shout}}" }', '4 steps.0.say: There is no filter "shout". There are: default, upper'],
    ['an unknown function', '- { set: { answers.a: "eval(1)" } }', 'There is no function "eval". There are: round,'],
    [
      'a value that is no field',
      '- { id: a, ask: text, text: "?", save: contact.score }',
      '4 steps.0.save: Nothing can be saved to "contact.score".',
    ],
    [
      'a text over the limit',
      `- { say: "${'x'.repeat(5000)}" }`,
      '4 steps.0.say: Too long: 5000 characters, and 4096 are possible.',
    ],
    [
      'a label over the limit',
      `- { id: a, ask: text, text: "?", skip: "${'x'.repeat(41)}" }`,
      'The words on the button are too long: 41 characters',
    ],
    [
      'more buttons than a messenger shows',
      `- { id: a, ask: choice, text: "?", options: [${Array.from({ length: 41 }, (_, n) => `{ value: ${n}, label: "n${n}" }`).join(', ')}] }`,
      '4 steps.0.options: 41 buttons, and the messengers show 40 at most.',
    ],
    [
      'more buttons than fit under a message',
      `- { id: a, ask: choice, text: "?", options: [${Array.from({ length: 11 }, (_, n) => `{ value: ${n}, label: "n${n}" }`).join(', ')}] }`,
      '4 steps.0.options: warning: 11 buttons: 10 fit under a message',
    ],
    [
      'one option twice',
      '- { id: a, ask: choice, text: "?", options: [{ value: x, label: "X" }, { value: x, label: "Y" }] }',
      'There is an option with the value "x" already.',
    ],
    [
      'personal data without consent',
      '- { id: a, ask: text, text: "?", save: contact.name }',
      '4 steps.0.save: The step "a" keeps personal data',
    ],
    ['a phone without consent', '- { id: a, ask: phone, text: "?" }', '4 steps.0: The step "a" keeps personal data'],
    [
      'a way round the consent',
      '- { id: c, ask: consent, kind: personal-data, text: "?", declined: { next: a } }\n- { id: a, ask: phone, text: "?" }',
      '5 steps.1: The step "a" keeps personal data',
    ],
    [
      'a value that may be missing',
      '- { say: "{{contact.firstName}}" }',
      '4 steps.0.say: warning: "contact.firstName" may have no value.',
    ],
    ['a wrong rule', '- when: [{ if: { field: contact.tags, op: like, value: x }, next: end }]', '4 steps.0.when.0.if'],
    [
      'an else that is not the last',
      '- when: [{ next: end }, { if: { field: now, op: exists }, next: end }]',
      'A branch without if always holds',
    ],
    [
      'a wrong regular expression',
      '- { id: a, ask: text, text: "?", pattern: "(" }',
      '4 steps.0.pattern: This is not a regular expression: (',
    ],
    [
      'bounds the wrong way round',
      '- { id: a, ask: number, text: "?", min: 5, max: 1 }',
      '4 steps.0.min: The least (5) is greater than the most (1).',
    ],
  ])('%s', (_, steps, problem) => {
    expect(problemsOf(steps).join('\n')).toContain(problem);
  });

  it('a wrong YAML text', () => {
    expect(problemsOf('- { say: "x"')[0]).toMatch(/^\d+ : A bracket is opened and not closed/);
    expect(problemsOf('- say: x\n  say: y')[0]).toMatch(/^\d+ : The key "say" stands here a second time/);
    expect(problemsOf('', { head: '- just a list' })[0]).toContain('A flow belongs here');
  });

  it('a consent without its text', () => {
    const parsed = parseFlow(`${head}- { id: a, ask: consent, kind: advertising, text: "?" }`, {
      file: 'test.yaml',
      consents: {},
    });
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ message: 'There is no text for this consent: add the file consents/advertising.ru.md.' }],
    });
  });

  it('custom fields that are not there, where they are known', () => {
    const steps = '- { say: "{{contact.fields.area | default: 1}}" }';
    expect(problemsOf(steps, { fields: ['area'] })).toEqual([]);
    expect(problemsOf(steps, { fields: ['size'] })[0]).toContain('The path "contact.fields.area" is not known');
  });

  it('in Russian for a Russian author', () => {
    const parsed = parseFlow(`${head}- { goto: b }`, { file: 'test.yaml', consents, language: 'ru' });
    expect(parsed).toMatchObject({ ok: false, problems: [{ message: 'Шага «b» нет. Есть: end.' }] });
  });

  it('all problems at once', () => {
    expect(problemsOf('- { say: "{{now | a}}" }\n- { say: "{{now | b}}" }\n- { hop: 1 }')).toHaveLength(3);
  });
});

it('flows that clash are told', () => {
  const one = buildFlow('- end', 'id: one\ntitle: Один\nstart: { default: true, commands: [go] }');
  const two = buildFlow(
    '- { say: "x", buttons: [{ label: "y", flow: three }] }',
    'id: two\ntitle: Два\nstart: { default: true, commands: [go], links: [one] }',
  );
  expect(checkLibrary([one, two]).map(({ path, message }) => `${path}: ${message}`)).toEqual([
    'start.default: Only one flow can be the default one, and "one" is too. Leave default: true in one of them.',
    'start.commands: "go" already starts the flow "one".',
    'start.links: "one" already starts the flow "one".',
    'steps.0.buttons.0.flow: There is no flow "three". There are: one, two.',
  ]);
});

it('a flow is the same revision as long as its text is', () => {
  expect(buildFlow('- end').revision).toBe(buildFlow('- end').revision);
  expect(buildFlow('- end').revision).not.toBe(buildFlow('- { say: x }').revision);
});
