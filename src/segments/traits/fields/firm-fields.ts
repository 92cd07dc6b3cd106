import type { Document } from 'mongodb';
import mongoose from 'mongoose';
import { type FieldDefinition, fieldSettings } from '../../../contacts/index.ts';
import { defaultPipeline, listPipelines, type Pipeline, type Stage } from '../../../deals/index.ts';
import { repeatedOf } from '../../../deliveries/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { type Language, t } from '../../../texts/index.ts';
import { listSegments } from '../../read-segments.ts';
import { isPathName } from '../make/values.ts';
import { fieldOf, inBoth, named } from './standard-fields.ts';
import { ownFieldPath, type TraitChoice, type TraitField, type TraitKind, traitOps } from './trait-field.ts';

const mostNames = 1000;

/** What can be asked because this firm has it: its people, fields of cards, pipelines, mailings, segments. */
export async function firmFields(): Promise<TraitField[]> {
  const [staff, fields, pipelines, mailings, segments] = await Promise.all([
    namesOf('staff', 'off'),
    fieldSettings(),
    listPipelines(),
    namesOf('broadcasts', 'createdAt'),
    listSegments(),
  ]);
  const staffChoices = staff.map(({ id, name }) => ({ value: id, label: named(name) }));
  const mailingChoices = mailings
    .map(({ id, name }) => ({ value: id, label: named([name, occurrenceTime(id)].filter(Boolean).join(' · ')) }))
    .toSorted((one, other) => Number(repeatedOf(one.value) !== undefined) - Number(repeatedOf(other.value) !== undefined));
  const segmentChoices = segments.map(({ id, name }) => ({ value: id, label: named(name) }));
  return [
    { ...fieldOf('segment', 'segment', 'other'), choices: segmentChoices },
    { ...fieldOf('contact.owner', 'choice', 'contact'), choices: staffChoices },
    { ...fieldOf('contact.tags', 'words', 'contact') },
    ...fields.flatMap(definition => customField(definition, staffChoices)),
    { ...fieldOf('deals.stages', 'list', 'deals'), choices: pipelines.flatMap(stageChoices) },
    {
      ...fieldOf('deals.pipelines', 'list', 'deals'),
      choices: pipelines.map(pipeline => ({ value: pipeline.id, label: pipelineName(pipeline) })),
    },
    ...['received', 'clicked', 'answered'].map(what => ({
      ...fieldOf(`mailings.${what}`, 'list', 'mailings'),
      choices: mailingChoices,
    })),
  ];
}

/** Occurrences of one mailing share its name: each is told by its time. */
function occurrenceTime(id: string): string | undefined {
  const [, year, month, day, hour, minute] =
    /-(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(repeatedOf(id) === undefined ? '' : id) ?? [];
  return year && `${day}.${month}.${year} ${hour}:${minute} UTC`;
}

const kinds: Record<FieldDefinition['type'], TraitKind> = {
  text: 'text',
  number: 'number',
  money: 'money',
  date: 'date',
  list: 'choice',
  many: 'list',
  yesNo: 'yesNo',
  link: 'text',
  staff: 'choice',
};

function customField({ key, title, type, choices }: FieldDefinition, staff: TraitChoice[]): TraitField[] {
  if (!isPathName(key)) return [];
  const kind = kinds[type];
  const own = type === 'staff' ? staff : choices.map(value => ({ value, label: named(value) }));
  return [
    {
      path: ownFieldPath(key),
      group: 'fields',
      groupLabel: inBoth('groups.fields'),
      label: named(title),
      kind,
      ops: traitOps[kind],
      ...((kind === 'choice' || kind === 'list') && { choices: own }),
    },
  ];
}

function stageChoices(pipeline: Pipeline): TraitChoice[] {
  const whole = pipelineName(pipeline);
  return pipeline.stages
    .filter(({ kind }) => kind === 'open')
    .map(stage => {
      const name = stageName(stage);
      return {
        value: `${pipeline.id}/${stage.id}`,
        label: { ru: `${whole.ru}: ${name.ru}`, en: `${whole.en}: ${name.en}` },
      };
    });
}

/** Those that are there from the beginning are named by the panel's texts until somebody names them. */
const stageName = ({ id, name }: Stage): Record<Language, string> => (name ? named(name) : inPanel(`deals.stage.${id}`, id));

const pipelineName = ({ id, name }: Pipeline): Record<Language, string> =>
  name ? named(name) : id === defaultPipeline ? inPanel('deals.title', id) : named(id);

function inPanel(key: string, otherwise: string): Record<Language, string> {
  const of = (language: Language) => {
    const text = t(language, `panel:${key}`);
    return text === key ? otherwise : text;
  };
  return { ru: of('ru'), en: of('en') };
}

/** Names of what other rooms have by their ids: read by the name of the collection, since this room stands below theirs. */
async function namesOf(collection: string, order: string): Promise<{ id: string; name: string }[]> {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  const found = await db
    .collection<Document & { _id: string }>(collection)
    // It holds for all: by it every server goes by the index of ids.
    .find({ _id: { $gt: '' } }, { projection: { name: 1, [order]: 1 } })
    .limit(mostNames)
    .toArray();
  const rank = (row: Document) => (row[order] instanceof Date ? row[order].getTime() : 0);
  return found
    .toSorted((a, b) => (order === 'off' ? rank(a) - rank(b) : rank(b) - rank(a)))
    .map(({ _id, name }) => ({ id: _id, name: typeof name === 'string' && name !== '' ? name : _id }));
}
