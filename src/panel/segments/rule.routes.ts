import { type Response, Router } from 'express';
import { z } from 'zod';
import { getContacts } from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Rule } from '../../rules/index.ts';
import { countAudience, explainContact, mailingsIn, sampleAudience } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import { findPeople } from '../card/find-people.ts';
import { maySeeContact, visibleContact } from '../card/may-see.ts';
import { errorText } from '../errors.ts';
import { contactName } from '../present-contact.ts';
import { presentPhone } from '../present-phone.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { changeDraft } from './change-draft.ts';
import { presentExplanation } from './present-explanation.ts';
import { readAction, readDraft, toPlace } from './read-draft.ts';
import { type DraftGroup, type DraftRule, emptyGroup, isGroup } from './rule-draft.ts';
import { fieldsByPath, mailingsInDraft, presentBuilder, readRule, withOps } from './rule-form.ts';
import { seekMailings } from './seek-mailings.ts';

const asked = z.object({
  builder: z.string().regex(/^[\w.]{1,60}$/),
  self: z.string().max(100).optional(),
});
const sampled = 10;
/** Whoever counts them sees that it may take a moment; the database is not asked for longer. */
const unfinished = new Set(['noField', 'noValue', 'emptyGroup']);

/** What the builder of rules exchanges while a rule is put together: its rows, how many there are, some of them, and why somebody is (not) there. */
export function ruleRoutes(): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.post('/segments/rule', mails, async (req, res) => {
    const { builder: name, self } = asked.parse(req.body);
    const read = readDraft(req.body, name) ?? emptyGroup;
    const fields = await fieldsByPath(viewerOf(res), mailingsInDraft(read));
    const typed = withOps(read, fields);
    const action = readAction(req.body, name);
    const { draft, focus } = action ? changeDraft(typed, action) : { draft: typed, focus: undefined };
    const { language } = viewerOf(res);
    const shown = presentBuilder(draft, {
      name,
      fields,
      language,
      problems: [],
      ...(focus && { focus: toPlace(focus) }),
      ...(self && { self }),
    });
    res.set('HX-Trigger-After-Swap', 'rules-changed');
    renderPart(res, 'rules/tree', shown);
  });

  router.post('/segments/rule/mailings', mails, async (req, res) => {
    const { builder } = asked.parse(req.body);
    const { place } = z.object({ place: z.string().regex(/^r(-\d{1,3}){1,12}$/) }).parse(req.body);
    const typed = (part: string) => z.unknown().parse(req.body[`${builder}.${part}.${place}`]);
    const chosen = z.union([z.string().transform(id => [id]), z.array(z.string())]).catch([]);
    const seek = z.string().trim().max(200).catch('').parse(typed('seek'));
    const boxes = await seekMailings(seek, { chosen: chosen.parse(typed('value')), language: viewerOf(res).language });
    renderPart(res, 'rules/boxes', { valueName: `${builder}.value.${place}`, boxes, isSought: true });
  });

  router.post('/segments/rule/count', mails, async (req, res) => {
    const { builder, self } = asked.parse(req.body);
    const viewer = viewerOf(res);
    const { rule, problems, draft } = await readRule(req.body, builder, viewer, self ? { self } : {});
    // What is only not finished yet is not told off; what is wrong is said at its row.
    const soft = new Set([...unfinished].map(code => t(viewer.language, `panel:segments.problem.${code}`)));
    const texts = new Map(problems.map(({ place, text }) => [place, text]));
    const rows = placesOf(draft, [])
      .filter(place => !soft.has(texts.get(place) ?? ''))
      .map(place => ({ id: `${builder}-${place}`.replaceAll('.', '_'), text: texts.get(place) }));
    if (problems.length > 0)
      return renderPart(res, 'rules/count', {
        problem: t(viewer.language, 'panel:segments.count.unfinished', { count: problems.length }),
        rows,
      });
    renderPart(res, 'rules/count', { ...(await countOf(res, rule)), rows });
  });

  router.post('/segments/rule/sample', mails, async (req, res) => {
    const { builder, self } = asked.parse(req.body);
    const viewer = viewerOf(res);
    const { rule, problems } = await readRule(req.body, builder, viewer, self ? { self } : {});
    if (problems.length > 0)
      return renderPart(res, 'rules/sample', { problem: t(viewer.language, 'panel:segments.count.finishFirst') });
    renderPart(res, 'rules/sample', await peopleOf(res, rule));
  });

  router.post('/segments/rule/find', mails, async (req, res) => {
    const { builder } = asked.parse(req.body);
    const viewer = viewerOf(res);
    const query = z.string().trim().max(200).catch('').parse(req.body[`${builder}.find`]);
    renderPart(res, 'rules/found', {
      ...(await findPeople(viewer, staffOf(res), query)),
      whoName: `${builder}.who`,
      builder: `rule-${builder.replaceAll('.', '_')}`,
    });
  });

  router.post('/segments/rule/why', mails, async (req, res) => {
    const { builder, self } = asked.parse(req.body);
    const viewer = viewerOf(res);
    const contact = await visibleContact(viewer, z.string().max(100).catch('').parse(req.body[`${builder}.who`]));
    const { rule, problems } = await readRule(req.body, builder, viewer, self ? { self } : {});
    if (problems.length > 0)
      return renderPart(res, 'rules/why', { problem: t(viewer.language, 'panel:segments.count.finishFirst') });
    const means = { now: viewer.now, timeZone: viewer.timeZone };
    const explanation = rule && (await explainContact(contact.id, rule, means));
    if (!explanation)
      return renderPart(res, 'rules/why', {
        problem: t(viewer.language, rule ? 'panel:segments.why.gone' : 'panel:segments.why.all'),
      });
    const fields = await fieldsByPath(viewer, mailingsIn(rule));
    renderPart(res, 'rules/why', presentExplanation(viewer, { contact, explanation, fields }));
  });

  return router;
}

/** How many there are, in words. A rule that takes too long is said so, and is no fault of whoever wrote it. */
async function countOf(res: Response, rule: Rule | undefined) {
  const { language, now, timeZone } = viewerOf(res);
  try {
    const count = await countAudience(rule, { now, timeZone });
    return { words: countWords(language, count) };
  } catch (error) {
    if (error instanceof AppError) return { problem: errorText(language, error) };
    throw error;
  }
}

/** "1 234 people". */
export const countWords = (language: 'ru' | 'en', count: number): string =>
  t(language, 'panel:segments.count.people', { count, number: new Intl.NumberFormat(language).format(count) });

/** Some people on whom a rule holds; those whom one may not see are counted only. */
export async function peopleOf(res: Response, rule: Rule | undefined) {
  const viewer = viewerOf(res);
  const { now, timeZone, language } = viewer;
  const contacts = await getContacts(await sampleAudience(rule, { now, timeZone, limit: sampled }));
  const seen = contacts.filter(contact => maySeeContact(viewer, contact));
  const hidden = contacts.length - seen.length;
  return {
    people: seen.map(contact => ({
      href: `/contacts/${contact.id}`,
      name: contactName(viewer, contact),
      phone: contact.name && contact.phones[0] && presentPhone(viewer, contact.phones[0]).words,
      about: [contact.company, contact.city].filter(Boolean).join(', '),
    })),
    ...(hidden > 0 && { hidden: t(language, 'panel:segments.count.hidden', { count: hidden }) }),
  };
}

function placesOf(row: DraftRule, at: number[]): string[] {
  const inner = (group: DraftGroup) => group.of.flatMap((each, i) => placesOf(each, [...at, i]));
  return isGroup(row) ? inner(row) : [toPlace(at)];
}
