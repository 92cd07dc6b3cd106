import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { knownCapabilities } from '../../../src/messages/index.ts';
import { ensureOwner } from '../../../src/staff/index.ts';
import { publishPast } from '../../../tools/demo/flows/publish-past.ts';
import { hireStaff } from '../../../tools/demo/seed/hire-staff.ts';
import { seedDemo } from '../../../tools/demo/seed/seed-demo.ts';

/** The past of an invented firm in the default connection's database, and the way to make it once more. */
export interface SeededPast {
  /** Who looks at the demo. */
  me: string;
  seed(): Promise<boolean>;
  forget(): Promise<void>;
}

export async function seedPast({ now, count }: { now: Date; count: number }): Promise<SeededPast> {
  const log = pino({ level: 'silent' });
  const folder = await mkdtemp(join(tmpdir(), 'kartoteka-demo-flows-'));
  const ownerEmail = 'demo@example.org';
  await ensureOwner({ email: ownerEmail, password: 'only-for-tests' }, now);
  const office = await hireStaff({ ownerEmail, now });
  const libraryAt = await publishPast({ folder, office, now, log });
  const accounts = { telegram: '7012345678', vk: '226512345', web: 'site' };
  const means = { capabilities: knownCapabilities, publicUrl: 'https://demo.example', secret: 'only-for-tests', log };
  const seed = () => seedDemo({ ...means, now, libraryAt, accounts, office, count });
  if (!(await seed())) throw new Error('There was a past already.');
  return { me: office[0].id, seed, forget: () => rm(folder, { recursive: true, force: true }) };
}
