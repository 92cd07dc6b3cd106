/**
 * `npm run bench:flow`: the engine alone, on one core: steps a second in flows of 5 and of 500 questions, which should be the same for runs
 * of one length, and the time to check a flow of 500 steps. A step is one answer of a customer, with everything that is said, saved and
 * noted for it.
 */
import { execFileSync } from 'node:child_process';
import { type Position, parseFlow, step } from '../../src/flow/index.ts';
import { buildFacts } from '../support/flow.ts';

const seconds = Number(process.env.SECONDS ?? 2);
const rounds = Number(process.env.ROUNDS ?? 4);
const kinds = [
  (n: number) => `{ id: q${n}, ask: text, text: "Вопрос {{contact.firstName | default: 'друг'}} ${n}?", min: 1 }`,
  (n: number) => `{ id: q${n}, ask: number, text: "Число ${n}?", min: 0 }`,
  (n: number) => `{ id: q${n}, ask: choice, text: "Выбор ${n}?", options: [{ value: a, label: "А" }, { value: b, label: "Б" }] }`,
  (n: number) => `{ id: q${n}, ask: confirm, text: "Верно ${n}?" }`,
];
const answers = ['Анна', '42', 'а', 'да'];

const [only, kept] = process.argv.slice(2);
if (only) console.log(stepsPerSecond(Number(only), Number(kept)));
else report();

/** Each size has a process of its own, so that neither works in what the other left behind. */
function report(): void {
  console.log(`node ${process.version}, the best of ${rounds} rounds of ${seconds} s of the processor's own time\n`);
  const best = { few: 0, many: 0, full: 0 };
  for (let round = 0; round < rounds; round++) {
    best.few = Math.max(best.few, measuredApart(5, 5));
    best.many = Math.max(best.many, measuredApart(500, 5));
    best.full = Math.max(best.full, measuredApart(500, 500));
  }
  console.log(`a flow of 5 questions:                    ${best.few.toFixed(0)} steps/s`);
  console.log(`one of 500, up to 5 answers in the run:   ${best.many.toFixed(0)} steps/s, ${(best.many / best.few).toFixed(2)}`);
  console.log(
    `one of 500, up to 500 answers in the run: ${best.full.toFixed(0)} steps/s, ${(best.full / best.few).toFixed(2)}\n`,
  );
  console.log(`checking 500 steps: ${checkMs(500).toFixed(0)} ms`);
}

function measuredApart(questions: number, answers: number): number {
  const task = [import.meta.filename, String(questions), String(answers)];
  return Number(execFileSync(process.execPath, [...process.execArgv, ...task], { encoding: 'utf8' }));
}

function yamlOf(questions: number): string {
  const steps = Array.from({ length: questions }, (_, n) => `  - ${kinds[n % kinds.length]?.(n)}`);
  return `id: bench\ntitle: Bench\nsteps:\n${steps.join('\n')}\n`;
}

/** `most`: a run that has so many answers loses them, so that what the flow's size costs can be told from what a long run costs. */
function stepsPerSecond(questions: number, most: number): number {
  const parsed = parseFlow(yamlOf(questions), { file: 'bench.yaml', consents: {} });
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const { flow } = parsed;
  const facts = buildFacts();
  const first: Position = {
    ...{ run: 'run', flow: flow.id, revision: flow.revision, step: 'q0', answers: [], attempts: 0, trail: [] },
    ...{ language: 'ru', startedAt: facts.now.toISOString() },
  };
  let position = first;
  let count = 0;
  // Time of the processor, not of the clock on the wall: the neighbours of the machine do not count.
  const began = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    for (let n = 0; n < 100; n++) {
      const at: number = Number(position.step.slice(1));
      position = step(flow, position, { kind: 'text', text: answers[at % answers.length] ?? '' }, facts).position ?? first;
      if (position.answers.length >= most) position = { ...position, answers: [], trail: [] };
      count++;
    }
  }
  const { user, system } = process.cpuUsage(began);
  return count / ((user + system) / 1_000_000);
}

function checkMs(steps: number): number {
  const yaml = yamlOf(steps);
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    parseFlow(yaml, { file: 'bench.yaml', consents: {} });
    return performance.now() - began;
  });
  return Math.min(...times);
}
