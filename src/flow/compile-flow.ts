import type { z } from 'zod';
import type { At, CompileOptions, Notes } from './compiler.ts';
import { createCompiler } from './create-compiler.ts';
import type { CompiledFlow, CompiledStep, FlowLanguage } from './engine.ts';
import { normalize } from './normalize.ts';
import { flowHead } from './schema/flow-head.ts';
import { durationOf } from './schema/parts.ts';
import { shortHash } from './short-hash.ts';
import { stepKinds } from './steps/index.ts';

/** Compiles the value of a flow file. What is wrong is in the notes; the flow is there only when nothing is. */
export function compileFlow(value: unknown, options: CompileOptions): { flow?: CompiledFlow; notes: Notes } {
  const compiler = createCompiler(options, languageOf(value));
  const { notes } = compiler;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    compiler.problem([], 'notAFlow');
    return { notes };
  }
  const head = compiler.read(flowHead, value, []);
  const steps = 'steps' in value && Array.isArray(value.steps) ? value.steps : [];
  const compiledHead = head && compileHead(head, compiler);
  const compiled = compileSteps(steps, compiler);
  if (!head || !compiledHead || notes.problems.length > 0) return { notes };
  const flow: CompiledFlow = {
    ...compiledHead,
    id: head.id,
    file: options.file,
    revision: options.revision,
    language: head.language,
    languages: [...notes.languages],
    start: {
      default: head.start.default,
      commands: head.start.commands.map(command => command.toLowerCase()),
      keywords: head.start.keywords.map(normalize),
      links: head.start.links,
    },
    again: head.again,
    steps: compiled,
    index: new Map(compiled.map(({ id }, index) => [id, index])),
    consents: options.consents,
    personalDataConsents: compiled.filter(({ question }) => question?.body.consent === 'personal-data').map(({ id }) => id),
    startsFlows: [],
    callsFlows: [],
    readsCalled: [],
    computedNames: notes.computed,
    answerNames: new Set([...notes.computed, ...notes.calls.map(({ step }) => step), ...askingSteps(compiled)]),
    readsDeal: notes.paths.some(({ path }) => path[0] === 'deal'),
    readsSegments: [...new Set(notes.segments.map(({ id }) => id))],
    makesDeal: notes.makesDeal,
    media: notes.media,
  };
  return { flow, notes };
}

function askingSteps(steps: CompiledStep[]): string[] {
  return steps.filter(({ question }) => question).map(({ id }) => id);
}

type Head = z.infer<typeof flowHead>;

/** The texts of the head: its title in the languages it is given in, its nudges, the words of its end. */
function compileHead(head: Head, compiler: FlowCompiler): Pick<CompiledFlow, 'title' | 'titles' | 'nudges' | 'expire'> {
  const { title, language, nudges, expire } = head;
  compiler.notes.languages.add(language);
  const titles: CompiledFlow['titles'] =
    typeof title === 'string' ? { [language]: title } : { ...(title.ru && { ru: title.ru }), ...(title.en && { en: title.en }) };
  const say = typeof expire === 'object' ? compiler.text(expire.say, ['expire', 'say']) : undefined;
  const after = typeof expire === 'object' ? expire.after : expire;
  return {
    title: titles[language] ?? titles.ru ?? titles.en ?? head.id,
    titles,
    nudges: nudges
      .map((nudge, index) => ({ after: durationOf(nudge.after), text: compiler.text(nudge.text, ['nudges', index, 'text']) }))
      .sort((a, b) => a.after - b.after),
    ...(after !== undefined && { expire: { after: durationOf(after), ...(say && { say }) } }),
  };
}

/** Texts are read before the head is known to be right, and they need to know whose language they are in. */
function languageOf(value: unknown): FlowLanguage {
  return typeof value === 'object' && value !== null && 'language' in value && value.language === 'en' ? 'en' : 'ru';
}

type FlowCompiler = ReturnType<typeof createCompiler>;

function compileSteps(raw: unknown[], compiler: FlowCompiler): CompiledStep[] {
  const ids = raw.map((step, index) => idOf(step, index));
  const known = new Set<string>();
  const tags = new Set<string>();
  return raw.flatMap((step, index) => {
    const at = ['steps', index];
    const id = ids[index] ?? '';
    if (known.has(id)) compiler.problem([...at, 'id'], 'sameId', { id });
    known.add(id);
    const compiled = compileStep(step, id, at, compiler);
    if (!compiled) return [];
    while (tags.has(compiled.tag)) compiled.tag = shortHash(`${id} ${compiled.tag}`, 6);
    tags.add(compiled.tag);
    compiler.notes.places.set(id, at);
    return [compiled];
  });
}

/** Steps without an id of their own are named by their place; nothing can lead to them but the step before. */
function idOf(step: unknown, index: number): string {
  const own = typeof step === 'object' && step !== null && 'id' in step ? step.id : undefined;
  return typeof own === 'string' ? own : `#${index + 1}`;
}

function compileStep(raw: unknown, id: string, at: At, compiler: FlowCompiler): CompiledStep | undefined {
  const value = raw === 'end' ? { end: true } : raw;
  const known = stepKinds.map(({ key }) => key);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    compiler.problem(at, 'notAStep', { known: known.join(', ') });
    return undefined;
  }
  const kinds = stepKinds.filter(({ key }) => Object.hasOwn(value, key));
  const [kind, another] = kinds;
  const pair = kind?.key === 'handoff' && another?.key === 'say' && kinds.length === 2;
  if (!kind || (another && !pair)) {
    if (kind) compiler.problem(at, 'twoKinds', { keys: kinds.map(({ key }) => key).join(', ') });
    else compiler.problem(at, 'noKind', { keys: Object.keys(value).join(', '), known: known.join(', ') });
    return undefined;
  }
  const body = kind.compile(value, at, compiler, id);
  if (!body) return undefined;
  const next = 'next' in value && typeof value.next === 'string' ? value.next : undefined;
  const goesOn = kind.key !== 'handoff' && !body.last;
  if (next !== undefined) compiler.target(next, [...at, 'next']);
  return {
    id,
    tag: shortHash(id, 6),
    key: kind.key,
    ...(next !== undefined && { next }),
    exits: [...(body.exits ?? []), ...(goesOn ? [next] : [])],
    ...(body.question && { question: body.question }),
    ...(body.passable && { passable: true }),
    run: body.run,
  };
}
