import { describe, expect, it } from 'vitest';
import { type CompiledFlow, checkLibrary, createLibrary, parseFlow } from '../../src/flow/index.ts';
import { readFlowFiles } from '../../src/flows/index.ts';
import { knownCapabilities, messengerNames } from '../../src/messages/index.ts';
import { playFuzzing } from '../support/fuzzing-customer.ts';

const { files, consents } = await readFlowFiles('flows/examples');
const flows = files.map(({ file, yaml, revision }): CompiledFlow => {
  const parsed = parseFlow(yaml, { file, revision, consents, media: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.flow;
});
const library = createLibrary(flows);
/** Of each flow; `FUZZ_RUNS` plays longer or shorter. */
const runs = Number(process.env.FUZZ_RUNS ?? 10_000);

it('the example flows stand well beside each other', () => {
  expect(checkLibrary(flows)).toEqual([]);
});

describe.each(['dentist', 'school', 'delivery', 'survey'])('%s', flow => {
  it(`answers ${runs} people who do whatever comes to mind, and always ends or waits at a step that is there`, () => {
    const ends = new Map<string, number>();
    for (let seed = 0; seed < runs; seed++) {
      const messenger = messengerNames[seed % messengerNames.length] ?? 'telegram';
      const end = playFuzzing({ library, flow, messenger, capabilities: knownCapabilities[messenger], seed });
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    expect(ends.has('none')).toBe(false);
    // Chance gets some of them through to the end, so that the whole flow was played.
    expect(ends.get('finished')).toBeGreaterThan(0);
  }, 120_000);
});
