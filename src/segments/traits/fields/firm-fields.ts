import type { Document, Filter } from 'mongodb';
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

/**
 * What can be asked because this firm has it: its people, fields of cards, pipelines, mailings, segments. Of mailings the latest, and those of
 * the ids that are given.
 */
export async function firmFields(mailingIds: readonly string[]): Promise<TraitField[]> {
  const [staff, fields, pipelines, mailings, segments] = await Promise.all([
    staffNames(),
    fieldSettings(),
    listPipelines(),
    mailingNames(mailingIds),
    listSegments(),
  ]);
  const staffChoices = staff.map(({ id, name }) => ({ value: id, label: named(name) }));
  const mailingChoices = mailings.map(mailingChoice);
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

/** A mailing as it is chosen in a rule. Occurrences of one mailing share its name: each is told by its time. */
export function mailingChoice({ id, name }: { id: string; name: string }): TraitChoice {
  return { value: id, label: named([name, occurrenceTime(id)].filter(Boolean).join(' · ')) };
}

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

interface Named {
  id: string;
  name: string;
}

async function staffNames(): Promise<Named[]> {
  // It holds for all: by it every server goes by the index of ids.
  const found = await others('staff', { _id: { $gt: '' } }, 'off')
    .limit(mostNames)
    .toArray();
  const rank = ({ off }: Document) => (off instanceof Date ? off.getTime() : 0);
  return found.toSorted((a, b) => rank(a) - rank(b)).map(toNamed);
}

/** The latest mailings, what repeated ones have become behind the rest, and those of these ids, however old. */
async function mailingNames(ids: readonly string[]): Promise<Named[]> {
  const latest = await Promise.all(
    ['', { $gt: '' }].map(parent =>
      others('broadcasts', { parent }, 'createdAt').sort({ parent: 1, createdAt: -1 }).limit(mostNames).toArray(),
    ),
  );
  const known = latest.flat();
  const left = new Set(ids.filter(id => !known.some(({ _id }) => _id === id)));
  const older = left.size > 0 ? await others('broadcasts', { _id: { $in: [...left] } }, 'createdAt').toArray() : [];
  return [...known, ...older].map(toNamed);
}

type Row = Document & { _id: string };

/** What other rooms have: read by the name of the collection, since this room stands below theirs. */
function others(collection: string, where: Filter<Row>, besides: string) {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  return db.collection<Row>(collection).find(where, { projection: { name: 1, [besides]: 1 } });
}

const toNamed = ({ _id, name }: Row): Named => ({ id: _id, name: typeof name === 'string' && name !== '' ? name : _id });
