import fc from 'fast-check';
import type { Button, Entity, Outgoing } from '../../src/messages/index.ts';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter(text => text.trim() !== '');
const longText = fc.tuple(words, fc.nat(200)).map(([text, times]) =>
  `${text} `
    .repeat(times + 1)
    .slice(0, 9000)
    .toString(),
);

const action: fc.Arbitrary<Button['action']> = fc.oneof(
  fc.nat(1e9).map(n => ({ kind: 'press' as const, data: `step:${n}` })),
  fc.constant({ kind: 'url' as const, url: 'https://example.org/a?b=c' }),
  fc.constant({ kind: 'sharePhone' as const }),
  fc.constant({ kind: 'shareLocation' as const }),
);
const button = fc.record({ label: words, action });

/** Messages such as flows and managers may make them: long, styled, full of buttons, in any script. */
export const anyMessage: fc.Arbitrary<Outgoing> = longText.chain(text =>
  fc.record(
    {
      text: fc.constant(text),
      entities: fc.array(entityWithin(text), { maxLength: 1 }),
      buttons: fc.array(fc.array(button, { maxLength: 9 }), { maxLength: 12 }),
      removeKeyboard: fc.boolean(),
    },
    { requiredKeys: ['text'] },
  ),
);

/** Around a word, as nobody styles half a character or spaces. */
function entityWithin(text: string): fc.Arbitrary<Entity> {
  const found = [...text.matchAll(/[a-zа-я]+/gi)].map(match => ({ offset: match.index, length: match[0].length }));
  const places = found.length > 0 ? found : [{ offset: 0, length: 0 }];
  return fc
    .record({ place: fc.constantFrom(...places), type: fc.constantFrom('bold' as const, 'link' as const) })
    .map(({ place, type }) => ({
      type,
      ...place,
      ...(type === 'link' && { url: 'https://example.org/' }),
    }));
}
