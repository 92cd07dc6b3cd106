import mongoose from 'mongoose';
import { z } from 'zod';
import { isDuplicateKey, memoFor, rawCollection } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { type FieldDefinition, fieldTypes } from './field-types.ts';

type FieldDocument = Omit<FieldDefinition, 'key'> & { _id: string };

const definitions = rawCollection<FieldDocument>(
  mongoose.model(
    'ContactField',
    new mongoose.Schema<FieldDocument>(
      {
        _id: String,
        title: String,
        type: String,
        group: String,
        order: Number,
        required: Boolean,
        hiddenFrom: [String],
        choices: [String],
        version: Number,
      },
      { collection: 'contactFields', versionKey: false },
    ),
  ),
);

/** Every field more is one more on every card. */
const mostFields = 200;
const line = z.string().trim().max(100);

/** What a person decides about a field. */
export const fieldWishes = z.object({
  title: line.min(1),
  type: z.enum(fieldTypes),
  group: line.default(''),
  required: z.boolean().default(false),
  hiddenFrom: z.array(z.string().max(100)).max(50).default([]),
  choices: z.array(line.min(1)).max(200).default([]),
});
export type FieldWishes = z.input<typeof fieldWishes>;

const settings = memoFor<FieldDefinition[]>(2000);

/** The custom fields of the cards, in their order. */
export function fieldSettings(): Promise<FieldDefinition[]> {
  return settings.get('all', readSettings);
}

/** Keys of the fields that are hidden from somebody; with a role, only of those that it sees all the same. */
export async function hiddenFields({ seenBy }: { seenBy?: string } = {}): Promise<string[]> {
  const known = await fieldSettings();
  return known
    .filter(({ hiddenFrom }) => hiddenFrom.length > 0 && (seenBy === undefined || !hiddenFrom.includes(seenBy)))
    .map(({ key }) => key)
    .sort();
}

/** Keys of the fields that a role does not see; whoever has no role sees none of those that are hidden from somebody. */
export async function fieldsHiddenFrom(role: string | undefined): Promise<Set<string>> {
  const known = await fieldSettings();
  const isHidden = (from: string[]) => (role === undefined ? from.length > 0 : from.includes(role));
  return new Set(known.filter(({ hiddenFrom }) => isHidden(hiddenFrom)).map(({ key }) => key));
}

async function readSettings(): Promise<FieldDefinition[]> {
  const found = await definitions.find({}).sort({ order: 1, _id: 1 }).toArray();
  return found.map(({ _id, ...rest }) => ({ key: _id, ...rest }));
}

/**
 * A new field, the last in the order. `key` is the name under which flows wrote it already; otherwise it is made of the title. AppError
 * `contacts.field_exists`, `contacts.no_choices`, `contacts.too_many_fields`.
 */
export async function createField(wishes: FieldWishes, { key }: { key?: string } = {}): Promise<FieldDefinition> {
  const read = checked(wishes);
  const known = await readSettings();
  if (known.length >= mostFields)
    throw new AppError('contacts.too_many_fields', `There may be ${mostFields} fields.`, { most: mostFields });
  if (known.some(({ title }) => title.toLowerCase() === read.title.toLowerCase())) throw exists(read.title);
  const made = {
    ...read,
    _id: key ?? freeKey(keyOf(read.title), new Set(known.map(field => field.key))),
    order: (known.at(-1)?.order ?? 0) + 1,
    version: 1,
  };
  try {
    await definitions.insertOne(made);
  } catch (error) {
    throw isDuplicateKey(error) ? exists(read.title) : error;
  }
  settings.forget();
  const { _id, ...rest } = made;
  return { key: _id, ...rest };
}

/** Changes a field; values that stand on cards stay as they are. AppError `contacts.field.conflict` when somebody else was faster. */
export async function changeField(key: string, wishes: FieldWishes, { version }: { version: number }): Promise<void> {
  const read = checked(wishes);
  const others = (await readSettings()).filter(field => field.key !== key);
  if (others.some(({ title }) => title.toLowerCase() === read.title.toLowerCase())) throw exists(read.title);
  const { matchedCount } = await definitions.updateOne({ _id: key, version }, { $set: { ...read, version: version + 1 } });
  settings.forget();
  if (matchedCount === 0) throw await lost(key);
}

/** The order of the fields from now on; fields that are not named come after the named ones. */
export async function orderFields(keys: string[]): Promise<void> {
  const known = await readSettings();
  const place = (key: string) =>
    keys.includes(key) ? keys.indexOf(key) : keys.length + known.findIndex(field => field.key === key);
  const ordered = known.toSorted((a, b) => place(a.key) - place(b.key));
  const moved = ordered.flatMap(({ key, order }, i) => (order === i + 1 ? [] : [{ key, order: i + 1 }]));
  await Promise.all(moved.map(({ key, order }) => definitions.updateOne({ _id: key }, { $set: { order } })));
  settings.forget();
}

/** Takes a field out of the settings. Its values stay on the cards, under "other". */
export async function removeField(key: string, { version }: { version: number }): Promise<void> {
  const { deletedCount } = await definitions.deleteOne({ _id: key, version });
  settings.forget();
  if (deletedCount === 0) throw await lost(key);
}

function checked(wishes: FieldWishes) {
  const read = fieldWishes.parse(wishes);
  const choices = [...new Set(read.choices)];
  const takes = read.type === 'list' || read.type === 'many';
  if (takes && choices.length === 0) throw new AppError('contacts.no_choices', 'A list needs at least one choice.');
  return { ...read, choices: takes ? choices : [] };
}

async function lost(key: string): Promise<AppError> {
  const stands = await definitions.findOne({ _id: key });
  if (!stands) return new AppError('contacts.field.not_found', 'There is no such field any more.', { key });
  return new AppError('contacts.field.conflict', 'Somebody has changed this field meanwhile. Look at it again.', { key });
}

function exists(title: string): AppError {
  return new AppError('contacts.field_exists', `There is a field "${title}" already.`, { title });
}

const letters: Record<string, string> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p',
  р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
}; // biome-ignore format: a table

/** A name that people and programs can read: "Площадь, м²" is `ploshchad_m`. */
function keyOf(title: string): string {
  const latin = [...title.toLowerCase()].map(letter => letters[letter] ?? letter).join('');
  const key = latin
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
  return /^[a-z]/.test(key) ? key : `field_${key}`.replace(/_$/, '');
}

function freeKey(key: string, taken: ReadonlySet<string>): string {
  for (let i = 1; ; i++) {
    const free = i === 1 ? key : `${key}_${i}`;
    if (!taken.has(free)) return free;
  }
}
