import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CompiledFlow, checkLibrary, createLibrary, type Problem, parseFlow, runDialogues } from '../src/flow/index.ts';
import { mediaBy, readFlowFiles } from '../src/flows/index.ts';

/**
 * `npm run flows:check`: checks every flow of FLOWS_DIR (`flows` if not set) and holds its dialogues. Prints problems as `file:line:column`,
 * ends with 1 when there are any. `--transcripts` prints what was really said.
 */
const folder = process.env.FLOWS_DIR ?? 'flows';
const transcripts = process.argv.includes('--transcripts');
process.exitCode = (await checkFolder()) ? 0 : 1;

async function checkFolder(): Promise<boolean> {
  const { files, consents, media } = await readFlowFiles(folder);
  const flows: CompiledFlow[] = [];
  const problems: Problem[] = [];
  for (const { file, yaml, revision } of files) {
    const parsed = parseFlow(yaml, { file, revision, consents, media: mediaBy(media) });
    if (parsed.ok) flows.push(parsed.flow);
    for (const warning of parsed.ok ? parsed.warnings : []) print(warning, 'warning: ');
    problems.push(...(parsed.ok ? [] : parsed.problems));
  }
  problems.push(...checkLibrary(flows));
  let held = 0;
  for (const { file } of files) {
    const dialogues = await holdDialogues(file.replace(/\.ya?ml$/, '.dialogues.yaml'), flows);
    held += dialogues.held;
    problems.push(...dialogues.problems);
  }
  for (const problem of problems) print(problem);
  console.log(`${files.length} flows, ${held} dialogues, ${problems.length} problems`);
  return problems.length === 0;
}

async function holdDialogues(file: string, flows: CompiledFlow[]): Promise<{ held: number; problems: Problem[] }> {
  if (!existsSync(join(folder, file))) return { held: 0, problems: [] };
  const { problems, results } = runDialogues(await readFile(join(folder, file), 'utf8'), createLibrary(flows), { file });
  if (transcripts) for (const { name, transcript } of results) console.log(`# ${name}\n${transcript}\n`);
  return { held: results.length, problems: [...problems, ...results.flatMap(({ problem }) => problem ?? [])] };
}

function print({ file, line, column, message }: Problem, prefix = ''): void {
  console.log(`${[join(folder, file), line, column].filter(part => part !== undefined).join(':')}: ${prefix}${message}`);
}
