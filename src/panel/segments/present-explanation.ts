import type { Contact } from '../../contacts/index.ts';
import type { Explanation, TraitField } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import { contactName } from '../present-contact.ts';
import type { Viewer } from '../viewer.ts';
import { conditionWords, valueWords } from './condition-words.ts';

/** Why somebody is in a segment or not: each condition with what is known of them. */
export function presentExplanation(
  viewer: Viewer,
  { contact, explanation, fields }: { contact: Contact; explanation: Explanation; fields: ReadonlyMap<string, TraitField> },
) {
  const { holds } = explanation;
  return {
    holds,
    href: `/contacts/${contact.id}`,
    name: contactName(viewer, contact),
    answer: t(viewer.language, `panel:segments.why.${holds ? 'isIn' : 'isNotIn'}`),
    root: presentNode(viewer, explanation, fields),
  };
}

function presentNode(viewer: Viewer, node: Explanation, fields: ReadonlyMap<string, TraitField>): object {
  const { language } = viewer;
  const mark = t(language, `panel:segments.why.${node.holds ? 'holds' : 'fails'}`);
  if (node.kind !== 'condition') {
    const words = t(language, `panel:segments.builder.is.${node.kind}`);
    return { isGroup: true, holds: node.holds, mark, words, of: node.of.map(each => presentNode(viewer, each, fields)) };
  }
  const field = fields.get(node.field);
  const actual = !field?.hidden && t(language, 'panel:segments.why.actual', { value: valueWords(viewer, node.actual, field) });
  const segments = node.segments?.map(({ name, holds, of }) => ({
    isGroup: true,
    holds,
    mark: t(language, `panel:segments.why.${holds ? 'holds' : 'fails'}`),
    words: t(language, 'panel:segments.why.segment', { name }),
    ...(of && { of: [presentNode(viewer, of, fields)] }),
  }));
  return {
    holds: node.holds,
    mark,
    ...conditionWords(viewer, node, field),
    ...(actual && { actual }),
    ...(segments && { of: segments }),
  };
}
