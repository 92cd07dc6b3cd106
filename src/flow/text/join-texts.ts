import type { RichText } from './render-text.ts';

/** One text of several, with an empty line between; the empty ones are left out. Entities keep their words. */
export function joinTexts(texts: RichText[], between = '\n\n'): RichText {
  const filled = texts.filter(({ text }) => text !== '');
  if (filled.length === 1 && filled[0]) return filled[0];
  const joined: Required<RichText> = { text: '', entities: [] };
  for (const { text, entities = [] } of filled) {
    if (joined.text) joined.text += between;
    const start = joined.text.length;
    joined.text += text;
    joined.entities.push(...entities.map(entity => ({ ...entity, offset: entity.offset + start })));
  }
  return joined.entities.length > 0 ? joined : { text: joined.text };
}
