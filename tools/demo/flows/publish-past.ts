import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowLibrary } from '../../../src/flow/index.ts';
import { createAuthoring, loadFlows } from '../../../src/flows/index.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { audit } from '../../../src/staff/index.ts';
import type { Office } from '../seed/office.ts';
import { leadVersions } from './lead-versions.ts';

interface Past {
  /** Where the demo keeps flows of its own: publishing there leaves the program's sample flows as they are. */
  folder: string;
  office: Office;
  now: Date;
  log: Logger;
}

const day = 24 * 60 * 60 * 1000;
/** What the firm began with, when it asked for less, and since when somebody has been writing. */
const [begunAgo, improvedAgo, writingAgo] = [75 * day, 14 * day, 20 * 60 * 1000];

/**
 * Puts the sample and the example flows into the demo's folder, and makes up how the questionnaire came to be what it is: two revisions and
 * a draft. Answers with what ran at a time.
 */
export async function publishPast({ folder, office: [me, colleague = me], now, log }: Past): Promise<(at: Date) => FlowLibrary> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const { running, draft } = await layOut(folder);
  const flows = await loadFlows({ folder, now: ago(begunAgo), log });
  const atFirst = flows.library;

  let at = ago(improvedAgo);
  const clock = { now: () => at, sleep: async () => {} };
  const authoring = createAuthoring({
    folder,
    flows,
    clock,
    log,
    note: ({ by, ...entry }) => audit({ ...entry, staff: by.id }),
  });
  const save = async (yaml: string, by: Office[0]) => {
    const { version } = await authoring.getDraft(flow);
    await authoring.saveDraft({ flow, yaml, version, by });
    return authoring.getDraft(flow);
  };
  const { version, over } = await save(running, me);
  await authoring.publish({ flow, version, over, by: me, language: 'ru' });
  at = ago(writingAgo);
  await save(draft, colleague);
  return moment => (moment < ago(improvedAgo) ? atFirst : flows.library);
}

const flow = 'lead';
const menu = ['Заказ пиццы', 'Запись к стоматологу', 'Отзыв о работе', 'Тест на уровень английского', 'Как вам у нас?'];

/** Every flow as a file, the questionnaire as it was at first. */
async function layOut(folder: string) {
  const samples = join(packageRoot, 'flows');
  const sample = await readFile(join(samples, `${flow}.yaml`), 'utf8');
  const versions = leadVersions(sample);
  await mkdir(folder, { recursive: true });
  await cp(join(samples, 'examples'), folder, { recursive: true });
  await cp(samples, folder, { recursive: true, filter: path => path !== join(samples, 'examples') });
  // Two flows of one folder may not begin with the same word, and the menu of a dialogue lists all of them.
  await edit(join(folder, 'survey.yaml'), ', отзыв, feedback]', ']');
  await edit(
    join(folder, `${flow}.dialogues.yaml`),
    '      [Отзыв о работе]\n',
    menu.map(title => `      [${title}]\n`).join(''),
  );
  await writeFile(join(folder, `${flow}.yaml`), versions.earlier);
  return versions;
}

async function edit(file: string, from: string, to: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
}
