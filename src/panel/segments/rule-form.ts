import type { Response } from 'express';
import type { Rule } from '../../rules/index.ts';
import {
  asksOfMailings,
  checkRule,
  hiddenTraits,
  mailingsIn,
  type RuleProblem,
  type TraitField,
  traitFields,
} from '../../segments/index.ts';
import { type Language, t } from '../../texts/index.ts';
import { type Viewer, viewerOf } from '../viewer.ts';
import { changeDraft } from './change-draft.ts';
import { firstOp, presentTree } from './present-tree.ts';
import { readAction, readDraft, toPlace } from './read-draft.ts';
import { type DraftGroup, draftOf, emptyGroup, isGroup, type PlacedProblem, ruleOf } from './rule-draft.ts';

/*
 * The builder of rules, for any form of the panel.
 *
 * In the route that shows the form:   const rule = await presentRule(res, { name: 'audience.rule', rule: broadcast.audience.rule });
 * In the form's view:                 {{> rules/builder rule}}
 * In the route that takes the form:   const read = await readRule(req.body, 'audience.rule', viewerOf(res));
 *                                     read.rule is the rule, undefined where there are no rows: everybody;
 *                                     where read.problems is not empty the form is shown again with
 *                                     presentRule(res, { name: 'audience.rule', read }): each row says what is wrong with it.
 *
 * `name` may have letters and dots, and has to be another one for each builder of a page. The rows are plain fields of the form (`<name>.field.r-0`),
 * so what was typed is never lost. The buttons exchange the rows by htmx with /segments/rule, which takes the form as it stands; without a script they
 * send the form itself, and the route that has `read.pressed` then shows it again. The builder's live count comes by itself.
 */

/** Who puts a rule together. */
type Author = Pick<Viewer, 'language' | 'staff'>;

/** What a form said in a builder. */
export interface ReadRule {
  /** Not there while something is wrong, and where there are no rows. */
  rule?: Rule;
  draft: DraftGroup;
  /** What is wrong, each at its row. */
  problems: { place: string; text: string }[];
  /** A button of the builder was pressed where there is no script: the form is to be shown again. */
  pressed?: string;
}

/** Reads the builder of this name. `self`: the segment that the rule is to be of, to which it may not lead back. */
export async function readRule(form: unknown, name: string, viewer: Author, { self }: { self?: string } = {}): Promise<ReadRule> {
  const typed = toRecord(form);
  const before = readDraft(typed, name) ?? emptyGroup;
  const fields = await fieldsByPath(viewer, mailingsInDraft(before));
  const action = readAction(typed, name);
  if (action) {
    const { draft, focus } = changeDraft(before, action);
    return { draft: withOps(draft, fields), problems: [], pressed: toPlace(focus) };
  }
  return { ...(await judge(before, { fields, language: viewer.language, ...(self && { self }) })) };
}

/** The builder as its view needs it: of a rule that is kept, or of what was typed. */
export async function presentRule(
  res: Response,
  { name, rule, read, self }: { name: string; rule?: Rule; read?: ReadRule; self?: string },
) {
  const viewer = viewerOf(res);
  const { language } = viewer;
  const fields = await fieldsByPath(viewer, read ? mailingsInDraft(read.draft) : mailingsIn(rule));
  const draft = read?.draft ?? draftOf(rule, fields);
  // What was right when it was kept may have been deleted since.
  const { problems } = read ?? (await judge(draft, { fields, language, ...(self && { self }) }));
  return presentBuilder(draft, {
    name,
    fields,
    language,
    problems,
    ...(read?.pressed && { focus: read.pressed }),
    ...(self && { self }),
  });
}

/** The builder without asking the database anew. */
export function presentBuilder(
  draft: DraftGroup,
  around: {
    name: string;
    fields: ReadonlyMap<string, TraitField>;
    language: Language;
    problems: { place: string; text: string }[];
    focus?: string;
    self?: string;
  },
) {
  const { name, problems, self } = around;
  return {
    name,
    id: `rule-${name.replaceAll('.', '_')}`,
    asks: JSON.stringify({ builder: name, ...(self && { self }) }),
    tree: presentTree(draft, { ...around, problems: new Map(problems.map(({ place, text }) => [place, text])) }),
  };
}

/**
 * Every field that rules can ask of, by its path; those hidden from whoever looks are marked, and nothing is told of them. `mailings`: the ids of
 * those that a rule names.
 */
export async function fieldsByPath(
  { staff }: Pick<Viewer, 'staff'>,
  mailings: readonly string[] = [],
): Promise<ReadonlyMap<string, TraitField>> {
  const [fields, hidden] = await Promise.all([traitFields({ mailings }), hiddenTraits(staff?.role)]);
  return new Map(fields.map(field => [field.path, hidden.has(field.path) ? untold(field) : field]));
}

/** The ids of the mailings that are chosen in a builder. */
export function mailingsInDraft({ of }: DraftGroup): string[] {
  return of.flatMap(row => (isGroup(row) ? mailingsInDraft(row) : asksOfMailings(row.field) ? row.values : []));
}

function untold({ choices: _choices, ...field }: TraitField): TraitField {
  return { ...field, label: hiddenLabel, ops: [], hidden: true };
}

const hiddenLabel = {
  ru: t('ru', 'panel:segments.builder.hiddenField'),
  en: t('en', 'panel:segments.builder.hiddenField'),
};

/** A draft as a rule, or what is wrong with each row in words. */
async function judge(
  draft: DraftGroup,
  { fields, language, self }: { fields: ReadonlyMap<string, TraitField>; language: Language; self?: string },
): Promise<ReadRule> {
  const { rule, problems } = ruleOf(draft, fields);
  if (!rule) return { draft, problems: problems.map(each => inWords(each, language)) };
  // What is written in the rule language itself has not been read field by field.
  const hidden = new Set([...fields.values()].flatMap(field => (field.hidden ? [field.path] : [])));
  const faults = await checkRule(rule, { hidden, ...(self && { self }) });
  if (faults.length === 0) return { rule, draft, problems: [] };
  return { draft, problems: faults.map(({ path, text }) => ({ place: placeOf(path), text: text[language] })) };
}

const inWords = ({ at, code }: PlacedProblem, language: Language) => ({
  place: toPlace(at),
  text: t(language, `panel:segments.problem.${code}`),
});

/** The rows stand as the rule does, so that the way in one is the way in the other. */
const placeOf = (path: RuleProblem['path']): string => toPlace(path.filter(step => typeof step === 'number'));

const toRecord = (form: unknown): Record<string, unknown> => (typeof form === 'object' && form !== null ? { ...form } : {});

/** A row whose field was changed gets an operator that fits it. */
export function withOps(draft: DraftGroup, fields: ReadonlyMap<string, TraitField>): DraftGroup {
  return {
    ...draft,
    of: draft.of.map(row => {
      if ('of' in row) return withOps(row, fields);
      const field = fields.get(row.field);
      if (!field || field.hidden || row.raw !== undefined || field.ops.some(op => op === row.op.replace(/:.*$/, ''))) return row;
      return { ...row, op: firstOp(field), values: [] };
    }),
  };
}
