import type { Logger } from '../lib/logger.ts';
import type { Flows } from './load-flows.ts';
import type { writeFlowFile } from './write-flow-file.ts';

/** Where publishing happens. */
export interface Press {
  folder: string;
  flows: Flows;
  log: Logger;
  write: typeof writeFlowFile;
  /** Ids of the segments that rules may name; any where nobody says. */
  segments?: (() => Promise<readonly string[]>) | undefined;
}
