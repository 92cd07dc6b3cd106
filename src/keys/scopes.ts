import { may, type Right, type Staff } from '../staff/index.ts';

/** What a key of the API may be allowed to do. Reading people's phones and e-mails in full is a scope of its own. */
export const scopes = [
  'contacts:read',
  'contacts:write',
  'contacts:erase',
  'phones:read',
  'messages:read',
  'messages:send',
  'conversations:read',
  'conversations:write',
  'deals:read',
  'deals:write',
  'tasks:read',
  'tasks:write',
  'files:read',
  'files:write',
  'fields:read',
  'segments:read',
  'segments:write',
  'broadcasts:read',
  'broadcasts:write',
  'broadcasts:send',
  'automations:read',
  'automations:write',
] as const;
export type Scope = (typeof scopes)[number];

/** What a person has to be allowed in the panel to let a key do it: a key sees what belongs to everybody. */
const rightsFor: Record<Scope, readonly Right[]> = {
  'contacts:read': ['seeAll'],
  'contacts:write': ['seeAll', 'write'],
  'contacts:erase': ['administer'],
  'phones:read': ['seePhones'],
  'messages:read': ['seeAll'],
  'messages:send': ['seeAll', 'write'],
  'conversations:read': ['seeAll'],
  'conversations:write': ['seeAll', 'write'],
  'deals:read': ['seeAll'],
  'deals:write': ['seeAll', 'write'],
  'tasks:read': ['seeAll'],
  'tasks:write': ['seeAll', 'write'],
  'files:read': ['seeAll'],
  'files:write': ['write'],
  'fields:read': [],
  'segments:read': ['seeAll', 'mail'],
  'segments:write': ['seeAll', 'mail'],
  'broadcasts:read': ['mail'],
  'broadcasts:write': ['mail'],
  'broadcasts:send': ['mail'],
  'automations:read': ['mail'],
  'automations:write': ['mail'],
};

/** Those of the scopes that this person may give to a key; nobody who is not there, or whose account is off, gives any. */
export const scopesWithin = (maker: Pick<Staff, 'rights' | 'off'> | undefined, wanted: readonly Scope[]): Scope[] =>
  wanted.filter(scope => maker && !maker.off && rightsFor[scope].every(right => may(maker, right)));
