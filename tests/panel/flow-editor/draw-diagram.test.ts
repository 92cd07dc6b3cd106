import { expect, it } from 'vitest';
import { drawDiagram } from '../../../src/panel/flow-editor/draw-diagram.ts';
import { layOutSteps } from '../../../src/panel/flow-editor/lay-out-steps.ts';
import { readSteps } from '../../../src/panel/flow-editor/read-steps.ts';
import { icons } from '../../../src/panel/icon-sprite.ts';
import { t } from '../../../src/texts/index.ts';

const text = (key: string, values = {}) => t('ru', `panel:flows.diagram.${key}`, values);
const icon = (name: string) => `/icons.svg#${name}`;
const draw = (yaml: string, reach?: ReadonlyMap<string, number>) =>
  drawDiagram(readSteps(yaml) ?? [], { text, icon, ...(reach && { reach }) });

/** A flow of so many questions, each with a way further on and some with one back. */
function flowOf(count: number, words = 'Вопрос'): string {
  const steps = Array.from({ length: count }, (_, at) => {
    const jump = at + 7 < count ? `, next: s${at + 7}` : '';
    return `  - id: s${at}\n    ask: choice\n    text: ${words} ${at}\n    options:\n      - { value: a, label: Дальше }\n      - { value: b, label: Мимо${jump} }\n`;
  });
  return `id: long\ntitle: Long\nsteps:\n${steps.join('')}`;
}

it('each step is a box with its kind, its words, its ways out and its line', () => {
  const svg = draw(flowOf(2));
  expect(svg).toContain('Выбор · s0');
  expect(svg).toContain('Вопрос 0');
  expect(svg).toContain('data-step="s1" data-line="10"');
  expect(svg).toContain('>Дальше<');
  expect(svg).toContain('aria-description="Выбор. s0. Вопрос 0. Дальше: s1. Мимо: s1"');
  expect(svg).toContain('data-from="s0" data-to="s1"');
});

it('every kind of step has a name and an icon of the sprite, a kind that nobody knows too', () => {
  const kinds = [
    'say: A',
    'ask: text',
    'when: []',
    'set: {}',
    'do: []',
    'call: a',
    'goto: a',
    'wait: 1d',
    'handoff: a',
    'end: true',
    'what: 1',
  ];
  const svg = draw(`id: a\ntitle: A\nsteps:\n${kinds.map(kind => `  - { ${kind} }\n`).join('')}`);
  const used = [...svg.matchAll(/icons\.svg#([\w-]+)/g)].map(match => match[1]);
  expect(used).toHaveLength(kinds.length);
  expect(used.filter(name => !icons.some(icon => icon === name))).toEqual([]);
  expect(svg).not.toContain('flows.diagram');
  expect(svg).toContain('Неизвестный шаг');
});

it('carries no style and no script, and nothing that an author writes becomes markup', () => {
  const svg = draw(
    'id: a\ntitle: A\nsteps:\n  - id: x\n    say: "<script>alert(1)</script> \\" onload=\\"x"\n  - id: "<b>"\n    goto: "\'><i>"\n',
  );
  expect(svg).not.toMatch(/<script|<b>|<i>|style=|" onload/);
});

it('shows how many came to a step', () => {
  const svg = draw(
    flowOf(2),
    new Map([
      ['s0', 1],
      ['s1', 0.416],
    ]),
  );
  expect(svg).toContain('>100 %<');
  expect(svg).toContain('>42 %<');
});

it('words change nothing of the layout', () => {
  const [before, after] = [
    layOutSteps(readSteps(flowOf(30)) ?? []),
    layOutSteps(readSteps(flowOf(30, 'Совсем другие слова, длиннее')) ?? []),
  ];
  expect(after.lines).toBe(before.lines);
  expect(after.placed.map(({ x, y }) => [x, y])).toEqual(before.placed.map(({ x, y }) => [x, y]));
  expect(after.placed[0]?.step.title).toBe('Совсем другие слова, длиннее 0');
});

it('sixty steps stand apart from one another, each below what leads to it', () => {
  const { placed, lines } = layOutSteps(readSteps(flowOf(60)) ?? []);
  const overlaps = placed.flatMap((a, at) =>
    placed.slice(at + 1).filter(b => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
  );
  expect(overlaps).toEqual([]);
  const top = (id: string) => placed.find(({ step }) => step.id === id)?.y ?? 0;
  expect(lines.filter(({ from, to }) => top(to) <= top(from))).toEqual([]);
});

it('where many ways lead, or one leads far, the row tells it instead of a line', () => {
  const ask = (at: number, more = '') =>
    `  - id: s${at}\n    ask: choice\n    text: Вопрос\n    options:\n      - { value: a, label: Дальше }\n      - { value: o, label: Человек, next: operator }\n${more}`;
  const far = '      - { value: f, label: Далеко, next: s18 }\n';
  const yaml = `id: a\ntitle: A\nsteps:\n${Array.from({ length: 20 }, (_, at) => ask(at, at === 1 ? far : '')).join('')}  - end\n  - { id: operator, handoff: sales }\n`;
  const svg = draw(yaml);
  expect(svg).not.toMatch(/<path[^>]*data-to="operator"/);
  expect(svg).not.toMatch(/<path[^>]*data-from="s1" data-to="s18"/);
  expect(svg.match(/→ operator/g)).toHaveLength(20);
  expect(svg).toContain('→ s18');
  expect(svg.match(/class="line line-plain"/g)).toHaveLength(20);
});

it('a very long flow is drawn without holding up the program', () => {
  const steps = readSteps(flowOf(500)) ?? [];
  const began = performance.now();
  const { placed } = layOutSteps(steps);
  expect(performance.now() - began).toBeLessThan(200);
  expect(new Set(placed.map(({ y }) => y)).size).toBe(500);
});
