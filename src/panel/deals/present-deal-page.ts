import { buttonsOf, canBeUndone } from '../../buttons/index.ts';
import { type Contact, getContact, getContacts } from '../../contacts/index.ts';
import {
  type Deal,
  type DealEvent,
  dealHistory,
  getPipeline,
  lineSum,
  linesSum,
  listPipelines,
  listProducts,
  type Pipeline,
  type PressDeed,
} from '../../deals/index.ts';
import { newId } from '../../lib/ids.ts';
import { may, staffNames } from '../../staff/index.ts';
import { tasksOfDeal } from '../../tasks/index.ts';
import { contactName } from '../present-contact.ts';
import { presentPersonal } from '../present-phone.ts';
import { presentTask } from '../present-task.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { fieldsOf, presentField } from './present-field.ts';
import { fieldName, money, pipelineName, shown, stageChoices, stageIn, stageName, words } from './words.ts';

const doneTasks = 5;

type Names = ReadonlyMap<string, string>;

/** Everything of one deal. */
export async function presentDealPage(viewer: Viewer, deal: Deal, said: Record<string, unknown> = {}) {
  const [pipeline, contact, others, history, names, tasks, { buttons }, products, pipelines] = await Promise.all([
    getPipeline(deal.pipeline),
    getContact(deal.contact),
    // After a merge somebody may stand there twice, or beside themselves.
    getContacts([...new Set(deal.contacts)].filter(id => id !== deal.contact)),
    dealHistory(deal.id),
    staffNames(),
    tasksOfDeal(deal.id, { limit: doneTasks }),
    buttonsOf(deal.pipeline, viewer.language),
    listProducts(),
    listPipelines(),
  ]);
  const currency = pipeline?.currency ?? 'RUB';
  const canWrite = viewer.staff !== undefined && may(viewer.staff, 'write') && !deal.deletedAt;
  const lines = deal.lines ?? [];
  const personal = (text: string) => presentPersonal(viewer, text);
  return {
    id: deal.id,
    href: `/deals/${deal.id}`,
    key: newId(),
    title: personal(deal.title),
    canWrite,
    canDelete: viewer.staff !== undefined && may(viewer.staff, 'delete'),
    isDeleted: deal.deletedAt !== undefined,
    pipeline: pipeline && {
      id: pipeline.id,
      name: pipelineName(viewer, pipeline),
      href: `/deals?pipeline=${encodeURIComponent(pipeline.id)}`,
    },
    stage: {
      id: deal.stage,
      name: stageName(viewer, stageIn(pipeline, deal.stage)),
      colour: stageIn(pipeline, deal.stage).colour ?? 'grey',
    },
    lostReason: deal.lostReason && personal(deal.lostReason),
    amount: deal.amount !== undefined && money(viewer, deal.amount, currency),
    stages: stageChoices(viewer, pipelines, deal),
    fields: fieldsOf(deal, pipeline).map(field => presentField(viewer, deal, field, { pipeline, names, canWrite })),
    buttons: canWrite
      ? buttons
          .filter(({ stage }) => stage === deal.stage)
          .map(button => ({ id: button.id, name: button.name, times: deal.presses?.[button.id] || undefined, key: newId() }))
      : [],
    undo: canWrite ? undoOf(history, viewer, pipeline) : undefined,
    contact: contact && presentPerson(viewer, contact),
    others: others.map(other => ({ ...presentPerson(viewer, other), canWrite, deal: `/deals/${deal.id}` })),
    lines: {
      deal: `/deals/${deal.id}`,
      canWrite,
      was: JSON.stringify(lines),
      rows: lines.map(line => ({
        ...line,
        sum: money(viewer, lineSum(line), currency),
        money: money(viewer, line.price, currency),
        canWrite,
      })),
      total: lines.length > 0 && money(viewer, linesSum(lines), currency),
      products: products.filter(({ archived }) => !archived),
    },
    tasks: tasks.map(task => ({
      ...presentTask(viewer, task, { names }),
      canWrite,
      href: `/deals/${deal.id}/tasks/${encodeURIComponent(task.id)}`,
    })),
    files: (deal.files ?? []).map(file => ({ ...file, name: personal(file.name), href: `/files/${file.id}` })),
    notes: (deal.notes ?? [])
      .toReversed()
      .map(({ text, at, by }) => ({ text: personal(text), when: presentTime(viewer, at), by: authorOf(viewer, by) })),
    history: history.map(event => presentEvent(viewer, event, { pipeline, currency, names })),
    way: deal.stages.map(({ stage, at }) => ({
      name: stageName(viewer, stageIn(pipeline, stage)),
      when: presentTime(viewer, at),
    })),
    source: deal.source?.link,
    ...said,
  };
}

function presentPerson(viewer: Viewer, contact: Contact) {
  return { id: contact.id, name: contactName(viewer, contact), href: `/contacts/${contact.id}` };
}

function undoOf(history: DealEvent[], viewer: Viewer, pipeline: Pipeline | undefined) {
  const last = history.find(({ what }) => what === 'pressed');
  if (!last || !canBeUndone(last, history, viewer.now)) return undefined;
  const did = last.did.map(deed => deedWords(viewer, deed, id => stageName(viewer, stageIn(pipeline, id))));
  return { press: last.press, name: last.name, said: presentPersonal(viewer, words(viewer, 'done', { did: did.join('; ') })) };
}

function presentEvent(
  viewer: Viewer,
  event: DealEvent,
  known: { pipeline: Pipeline | undefined; currency: string; names: Names },
) {
  return {
    when: presentTime(viewer, event.at),
    by: authorOf(viewer, event.by),
    ...maskedIn(viewer, saidOf(viewer, event, known)),
  };
}

const maskedIn = (viewer: Viewer, { words: said, more }: { words: string; more?: string[] }) => ({
  words: presentPersonal(viewer, said),
  ...(more && { more: more.map(each => presentPersonal(viewer, each)) }),
});

function authorOf(viewer: Viewer, by: DealEvent['by']): string {
  return by.kind === 'flow' ? words(viewer, 'history.flow') : by.name;
}

function saidOf(
  viewer: Viewer,
  event: DealEvent,
  { pipeline, currency, names }: { pipeline: Pipeline | undefined; currency: string; names: Names },
) {
  const say = (key: string, values = {}) => words(viewer, `history.${key}`, values);
  const stage = (id: string) => stageName(viewer, stageIn(pipeline, id));
  if (event.what === 'moved') {
    const more = event.reason ? [say('reason', { reason: event.reason })] : [];
    return { words: say('moved', { from: stage(event.from), to: stage(event.to) }), more };
  }
  if (event.what === 'changed') {
    const value = (of: typeof event.old) =>
      shown(viewer, { field: event.field, value: of, currency, staff: names }) || say('empty');
    return { words: say('changed', { field: fieldName(viewer, event.field), old: value(event.old), next: value(event.new) }) };
  }
  if (event.what === 'pressed')
    return { words: say('pressed', event), more: event.did.map(deed => deedWords(viewer, deed, stage)) };
  return { words: say(event.what, event) };
}

/** What a press did, in words. */
export function deedWords(viewer: Viewer, deed: PressDeed, stage: (id: string) => string): string {
  const due = deed.due ? presentTime(viewer, deed.due).words : '';
  const did = deed.kind === 'message' && deed.took ? 'messageTaken' : deed.kind;
  const what = words(viewer, `did.${did}`, { words: deed.kind === 'move' ? stage(deed.words) : deed.words, due });
  return deed.outcome === 'done' ? what : words(viewer, 'skippedAs', { what, why: words(viewer, `skipped.${deed.why}`) });
}
