import { fieldSettings } from '../contacts/index.ts';
import { activeStaff } from '../staff/index.ts';
import type { Import } from './import.ts';
import type { RowContext } from './rows/read-row.ts';

export interface ImportDefaults {
  /** Phones without a country's code are of this one. */
  region: string;
  timeZone: string;
}

/** What the rows of an import are read with: the fields and the people as they are now. */
export async function loadRowContext(item: Import, { region, timeZone }: ImportDefaults): Promise<RowContext> {
  const [definitions, staff] = await Promise.all([fieldSettings(), activeStaff()]);
  return {
    targets: item.wishes.targets,
    headings: item.headings,
    definitions,
    region,
    timeZone,
    language: 'ru',
    staff: new Map(staff.map(({ id, name }) => [id, name])),
    owners: new Map(
      staff.flatMap(({ id, name, email }) => [[name.toLowerCase(), id] as const, [email.toLowerCase(), id] as const]),
    ),
  };
}
