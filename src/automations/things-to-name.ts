import { fieldSettings } from '../contacts/index.ts';
import { listQueues } from '../conversations/index.ts';
import { listPipelines } from '../deals/index.ts';
import { flowStates } from '../flows/index.ts';
import { listSegments } from '../segments/index.ts';
import { activeStaff } from '../staff/index.ts';

/** What the installation has that an automation may name; of flows those that run. */
export async function thingsToName() {
  const [flows, fields, pipelines, segments, staff, queues] = await Promise.all([
    flowStates(),
    fieldSettings(),
    listPipelines(),
    listSegments(),
    activeStaff(),
    listQueues(),
  ]);
  return { flows: flows.filter(({ revision }) => revision !== undefined), fields, pipelines, segments, staff, queues };
}
