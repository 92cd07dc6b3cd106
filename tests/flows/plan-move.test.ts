import { describe, expect, it } from 'vitest';
import type { Answer, Position } from '../../src/flow/index.ts';
import { planPerson, rebasePosition, type Target } from '../../src/flows/index.ts';
import { outlineOf } from '../../src/flows/outline.ts';

const olderSteps = `
  - { id: name, ask: text, text: "Имя?" }
  - { id: kind, ask: choice, text: "Что?", options: [{ value: a, label: "А" }, { value: b, label: "Б" }] }
  - { id: size, ask: text, text: "Размер?" }
  - { wait: 2d }
  - { id: more, call: survey }
  - { id: people, handoff: sales }
`;
const plan = (newerSteps: string, targets: Record<string, Target> = {}) => ({
  flow: 'visit',
  from: 'older-revision',
  to: 'newer-revision',
  older: outlineOf(`steps:${olderSteps}`),
  newer: outlineOf(`steps:${newerSteps}`),
  targets,
});

const answer = (step: string, value: Answer['value']): Answer => ({ step, value, text: String(value), at: '', question: '?' });
const at = (step: string, own: Partial<Position> = {}): Position => ({
  run: 'run',
  flow: 'visit',
  revision: 'older-revision',
  step,
  answers: [],
  trail: [],
  attempts: 0,
  language: 'ru',
  startedAt: '',
  ...own,
});
const person = (step: string, own: Partial<Position> = {}) => ({ position: at(step, own), mode: 'bot' as const });

describe('what moving makes of a person', () => {
  it('nothing, where they are in another revision', () => {
    expect(planPerson(person('name', { revision: 'another' }), plan(olderSteps))).toBeUndefined();
  });

  it('the same step is proposed, whatever its words, its kind or its limits are now', () => {
    const reworded = olderSteps.replace('ask: text, text: "Размер?"', 'ask: number, text: "Сколько метров?", max: 10');
    expect(planPerson(person('size'), plan(reworded))).toMatchObject({ outcome: 'same', target: 'size' });
  });

  it('a step that does not wait any more goes on from there', () => {
    const said = olderSteps.replace('- { id: size, ask: text, text: "Размер?" }', '- { id: size, say: "Спасибо" }');
    expect(planPerson(person('size'), plan(said))).toMatchObject({ outcome: 'asked', target: 'size' });
  });

  it('a wait without an id is known by what is written, wherever it stands now', () => {
    const shifted = `\n  - { say: "Привет" }${olderSteps}`;
    expect(planPerson(person('#4'), plan(shifted))).toMatchObject({ outcome: 'same', target: '#5' });
    expect(planPerson(person('#4'), plan(shifted.replace('2d', '3d')))).toMatchObject({ outcome: 'stays', why: 'asWished' });
  });

  it('an end is an end, unless a flow that called waits for them', () => {
    const ends = plan(olderSteps, { size: 'end' });
    expect(planPerson(person('size'), ends)).toMatchObject({ outcome: 'ended' });
    const callers = [{ flow: 'other', revision: 'o', step: 'call', answers: [], trail: [] }];
    expect(planPerson(person('size', { callers }), ends)).toMatchObject({ outcome: 'stays', why: 'called' });
  });

  it('whom people hold hears a question later, and of any other step nothing', () => {
    const held = { ...person('size'), mode: 'staff' as const };
    expect(planPerson(held, plan(olderSteps, { size: { to: 'name' } }))).toMatchObject({ outcome: 'later' });
    expect(planPerson(held, plan(olderSteps, { size: { to: '#4' } }))).toMatchObject({ outcome: 'stays', why: 'held' });
  });

  it('who is in a called flow is moved where the call is still there, and stays where it is not', () => {
    const called = {
      position: { ...at('score'), flow: 'survey', revision: 's', callers: [{ ...at('more'), step: 'more' }] },
      mode: 'bot' as const,
    };
    expect(planPerson(called, plan(olderSteps))).toMatchObject({ step: 'more', outcome: 'same' });
    const gone = plan(olderSteps.replace('call: survey', 'call: another'));
    expect(planPerson(called, gone)).toMatchObject({ outcome: 'stays', why: 'inCalledFlow' });
  });

  it('who rests on a wait beside another run is moved where the wait is still there', () => {
    const resting = { position: { ...at('q'), flow: 'other', revision: 'o', parked: [at('#4')] }, mode: 'bot' as const };
    expect(planPerson(resting, plan(olderSteps))).toMatchObject({ step: '#4', outcome: 'same' });
    expect(planPerson(resting, plan(olderSteps, { '#4': { to: 'name' } }))).toMatchObject({ outcome: 'stays', why: 'resting' });
    expect(rebasePosition(resting.position, plan(olderSteps), { unfit: [], target: '#4' })).toMatchObject({
      flow: 'other',
      revision: 'o',
      parked: [{ revision: 'newer-revision', step: '#4' }],
    });
  });

  it('an answer of another kind, or to an option that is gone, no longer fits; one to a removed question harms nobody', () => {
    const given = { answers: [answer('name', 'Анна'), answer('kind', 'b'), answer('size', 'большой')] };
    const changed = olderSteps
      .replace(', { value: b, label: "Б" }', '')
      .replace('ask: text, text: "Размер?"', 'ask: number, text: "Размер?"')
      .replace('  - { id: name, ask: text, text: "Имя?" }\n', '');
    expect(planPerson(person('people', given), plan(changed))?.unfit).toEqual(['kind', 'size']);
    expect(planPerson(person('people', given), plan(changed.replace('options:', 'other: "Другое", options:')))?.unfit).toEqual([
      'size',
    ]);
  });
});

describe('a run on the newer revision', () => {
  it('keeps what was answered, and forgets what belonged to a question of another kind', () => {
    const before = at('size', { answers: [answer('name', 'Анна')], trail: ['name'], attempts: 2, picked: ['x'] });
    const same = rebasePosition(before, plan(olderSteps), { unfit: [], target: 'size' });
    expect(same).toEqual({ ...before, revision: 'newer-revision', carried: ['visit/name'] });
    const other = rebasePosition(before, plan(olderSteps.replace('size, ask: text', 'size, ask: rating')), {
      unfit: [],
      target: 'size',
    });
    expect(other).toMatchObject({ attempts: 0 });
    expect(other).not.toHaveProperty('picked');
    expect(before.revision).toBe('older-revision');
  });

  it('does not return to a confirm step that is gone', () => {
    const editing = at('size', { editing: 'check' });
    expect(rebasePosition(editing, plan(olderSteps), { unfit: [], target: 'size' })).not.toHaveProperty('editing');
  });
});
