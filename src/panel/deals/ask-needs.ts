import type { Request, Response } from 'express';
import { z } from 'zod';
import { needsNextStep } from '../../buttons/index.ts';
import { type Deal, type DealField, type DealValue, getPipeline, type Pipeline } from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { staffNames } from '../../staff/index.ts';
import { renderPart } from '../render.ts';
import { viewerOf } from '../viewer.ts';
import { choicesOf, fieldFrom } from './present-field.ts';
import { readValue } from './read-value.ts';
import { showDeal } from './show-deal.ts';
import { fieldName, stageIn, stageName, words } from './words.ts';

export interface Asking {
  /** What is done again with what was filled in, and what it was done with. */
  action: string;
  hidden: Record<string, string | undefined>;
  /** Where it moves to, if not within its own pipeline. */
  pipeline?: string;
}

export interface Given {
  values?: Partial<Record<DealField, DealValue>>;
  lostReason?: string;
}

const needed = z.object({ fields: z.array(z.string()), reason: z.boolean(), stage: z.string() });

interface Typed {
  values: Partial<Record<DealField, DealValue>>;
  typed: Record<string, string>;
  problems: Record<string, string>;
  reason: string;
  body: Record<string, unknown>;
}

/** Does it; where something has to be filled in first it is asked for in a small form that does the same again. */
export async function orAsk(
  req: Request,
  res: Response,
  deal: Deal,
  asking: Asking,
  task: (given: Given) => Promise<Deal>,
): Promise<void> {
  const pipeline = await getPipeline(asking.pipeline ?? deal.pipeline);
  const names = await staffNames();
  const read = readTyped(req, res, { pipeline, names });
  const { values, problems, reason } = read;
  try {
    if (Object.keys(problems).length > 0)
      throw new AppError('deals.needs', 'Something cannot be read.', {
        fields: Object.keys(read.typed),
        stage: typeof read.body.asks === 'string' ? read.body.asks : '',
        reason: read.body.otherReason !== undefined,
      });
    const done = await task({ ...(Object.keys(values).length > 0 && { values }), ...(reason && { lostReason: reason }) });
    const asks = await needsNextStep(done.id);
    await showDeal(req, res, done, asks ? { asksNext: true } : {});
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'deals.needs') throw error;
    ask(res, deal, { asking, pipeline, names, read, needs: needed.parse(error.facts) });
  }
}

function readTyped(
  req: Request,
  res: Response,
  { pipeline, names }: { pipeline: Pipeline | undefined; names: ReadonlyMap<string, string> },
): Typed {
  const body = z
    .record(z.string(), z.unknown())
    .catch({})
    .parse(req.body ?? {});
  const found: Typed = { values: {}, typed: {}, problems: {}, reason: '', body };
  for (const [name, text] of Object.entries(body)) {
    if (!name.startsWith('need.') || typeof text !== 'string') continue;
    const field = fieldFrom(name.slice(5));
    found.typed[field] = text.slice(0, 2000);
    const read = readValue(viewerOf(res), field, text, { kinds: pipeline?.fields, names });
    if ('problem' in read) found.problems[field] = read.problem;
    else if (read.value !== undefined) found.values[field] = read.value;
    else found.problems[field] = words(viewerOf(res), 'move.empty');
  }
  found.reason = String(body.otherReason || body.lostReason || '')
    .trim()
    .slice(0, 300);
  return found;
}

function ask(
  res: Response,
  deal: Deal,
  given: {
    asking: Asking;
    pipeline: Pipeline | undefined;
    names: ReadonlyMap<string, string>;
    read: Typed;
    needs: z.infer<typeof needed>;
  },
): void {
  const viewer = viewerOf(res);
  const { asking, pipeline, names, needs } = given;
  const { typed, problems, reason, body } = given.read;
  const fields = [...new Set([...needs.fields, ...Object.keys(typed)])].filter(field => field !== 'lines');
  const hidden = Object.entries({ ...asking.hidden, asks: needs.stage });
  res.status(422).set({ 'HX-Retarget': '#board-dialog', 'HX-Reswap': 'innerHTML' });
  renderPart(res, 'deals/needs', {
    action: asking.action,
    hidden: hidden.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    title: words(viewer, 'move.title', { stage: stageName(viewer, stageIn(pipeline, needs.stage)) }),
    lines: needs.fields.includes('lines') && `/deals/${deal.id}`,
    onlyLines: needs.fields.includes('lines'),
    fields: fields.map(field => ({
      name: `need.${field}`,
      label: fieldName(viewer, field),
      ...choicesOf(viewer, fieldFrom(field), { pipeline, names, value: typed[field], one: true }),
      typed: typed[field] ?? '',
      problem: problems[field],
    })),
    asksReason: needs.reason,
    reasons: (pipeline?.lostReasons ?? []).map(known => ({ words: known, on: known === body.lostReason })),
    otherReason: typeof body.otherReason === 'string' ? body.otherReason : '',
    reasonProblem: needs.reason && !reason && body.asked !== undefined && words(viewer, 'move.noReason'),
  });
}
