import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CompiledFlow, coverageOf, createLibrary, type Problem, parseFlow, runDialogues } from '../src/flow/index.ts';
import { mediaBy, readFlowFiles } from '../src/flows/index.ts';

/**
 * `npm run flows:test [folder]`: holds the dialogues of a folder (FLOWS_DIR or `flows` if not named) and tells for each flow which share of
 * its steps they come by. Ends with 1 when one goes otherwise than written, when a flow cannot be read, or when a share is below
 * `--least=80`. `--transcripts` prints what was really said.
 */
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { transcripts: { type: 'boolean', default: false }, least: { type: 'string', default: '0' } },
});
const folder = positionals[0] ?? process.env.FLOWS_DIR ?? 'flows';
process.exitCode = (await testFolder()) ? 0 : 1;

async function testFolder(): Promise<boolean> {
  const { flows, broken } = await readFlows();
  const covered: Record<string, string[]> = {};
  let failed = broken;
  for (const { file } of flows) {
    const report = await holdDialogues(file.replace(/\.ya?ml$/, '.dialogues.yaml'), flows);
    failed += report.failed;
    for (const [flow, steps] of Object.entries(report.covered)) covered[flow] = [...(covered[flow] ?? []), ...steps];
  }
  console.log('');
  const low = flows.filter(flow => !tellCoverage(flow, covered)).length;
  return failed === 0 && low === 0;
}

async function readFlows(): Promise<{ flows: CompiledFlow[]; broken: number }> {
  const { files, consents, media } = await readFlowFiles(folder);
  const flows: CompiledFlow[] = [];
  let broken = 0;
  for (const { file, yaml, revision } of files) {
    const parsed = parseFlow(yaml, { file, revision, consents, media: mediaBy(media) });
    if (parsed.ok) flows.push(parsed.flow);
    else {
      broken++;
      for (const problem of parsed.problems) console.log(`${placeOf(problem)}: ${problem.message}`);
    }
  }
  return { flows, broken };
}

async function holdDialogues(
  file: string,
  flows: CompiledFlow[],
): Promise<{ failed: number; covered: Record<string, string[]> }> {
  if (!existsSync(join(folder, file))) return { failed: 0, covered: {} };
  const yaml = await readFile(join(folder, file), 'utf8');
  const { problems, results, covered } = runDialogues(yaml, createLibrary(flows), { file });
  for (const problem of problems) console.log(`${placeOf(problem)}: ${problem.message}`);
  for (const { name, problem, transcript } of results) {
    console.log(`${problem ? 'FAIL' : 'ok  '}  ${file.replace('.dialogues.yaml', '')}: ${name}`);
    if (problem) console.log(`      ${placeOf(problem)}: ${problem.message.replaceAll('\n', '\n      ')}`);
    if (flags.transcripts) console.log(`${transcript}\n`);
  }
  return { failed: problems.length + results.filter(({ problem }) => problem).length, covered };
}

/** A line for a flow; false when less is covered than is asked for. */
function tellCoverage(flow: CompiledFlow, covered: Record<string, string[]>): boolean {
  const { steps, covered: count, missing } = coverageOf(flow, covered);
  const share = Math.floor((count / steps) * 100);
  console.log(`${flow.id}: ${share} % of ${steps} steps${missing.length > 0 ? `, not: ${missing.join(', ')}` : ''}`);
  return share >= Number(flags.least);
}

function placeOf({ file, line, column }: Problem): string {
  return [join(folder, file), line, column].filter(part => part !== undefined).join(':');
}
