import { z } from 'zod';
import type { Input, Reading } from '../engine.ts';
import { readPlace } from '../reading/read-place.ts';
import { wording } from '../schema/parts.ts';
import { builtIn, render } from '../turn.ts';
import { defineAsk } from './ask.ts';

/** A place: shared by the messenger's own button, or typed as an address, as coordinates or as a link of a map. */
export const askLocation = defineAsk(
  'location',
  {
    share: z
      .union([z.literal(false), wording])
      .optional()
      .describe("Label of the messenger's own button that shares the place; the built-in one if left out, none if false"),
  },
  ({ share }, at, compiler) => {
    const label = share && compiler.label(share, [...at, 'share']);
    return {
      buttons(turn, step) {
        if (share === false || !turn.facts.can.shareLocation) return [];
        const words = label ? render(turn, label, step).text : builtIn(turn, 'button.shareLocation');
        return [[{ label: words, shareLocation: true }]];
      },
      read(input, turn) {
        if (input.kind === 'location') return shared(input);
        if (input.kind !== 'text') return { kind: 'foreign' };
        const place = readPlace(input.text);
        if (place.kind === 'point') return shared(place);
        if (place.kind === 'none') return { kind: 'invalid', text: builtIn(turn, 'invalid.location') };
        return { kind: 'answer', value: { text: place.text }, text: place.text };
      },
    };
  },
);

type Point = Pick<Extract<Input, { kind: 'location' }>, 'latitude' | 'longitude' | 'title'>;

function shared({ latitude, longitude, title }: Point): Reading {
  const text = title || `${latitude}, ${longitude}`;
  return { kind: 'answer', value: { lat: latitude, lon: longitude, text }, text };
}
