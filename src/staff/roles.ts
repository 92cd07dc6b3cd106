/** The roles that every installation has; the owner may make others of the same rights. */
export const roles = ['owner', 'marketer', 'manager', 'viewer'] as const;
export type Role = (typeof roles)[number];

/**
 * What a person of the firm may do. `seeAll`: also what belongs to others, otherwise their own contacts, conversations and deals and those
 * of nobody; `seePhones`: phones and e-mails in full; `write`: answer customers, change cards, deals and tasks, also make one card of two,
 * which can be taken back at any time; `create`: contacts and deals; `delete`: put cards and deals into the trash; `export`: take data out,
 * and bring it in; `mail`: send mailings; `author`: write and publish flows; `settings`: fields, pipelines, queues, canned replies;
 * `administer`: other people's accounts, keys, messengers, the audit.
 */
export const rights = [
  'seeAll',
  'seePhones',
  'write',
  'create',
  'delete',
  'export',
  'mail',
  'author',
  'settings',
  'administer',
] as const;
export type Right = (typeof rights)[number];

const ofRole: Record<Role, readonly Right[]> = {
  owner: rights,
  marketer: ['seeAll', 'seePhones', 'write', 'create', 'export', 'mail', 'author', 'settings'],
  manager: ['seeAll', 'seePhones', 'write', 'create'],
  viewer: ['seeAll', 'seePhones'],
};

/** The rights of a role that every installation has. */
export const rightsOf = (role: Role): readonly Right[] => ofRole[role];

/** Whether this is a role that every installation has; the others are made by the owner. */
export const isBuiltIn = (role: string): role is Role => roles.some(name => name === role);

/** Whether somebody of the staff has the right. */
export const may = (staff: { rights: readonly Right[] }, right: Right): boolean => staff.rights.includes(right);

/** Whether somebody has all of these rights, and so may give them to others or take them away. */
export const mayGive = (staff: { rights: readonly Right[] }, given: readonly Right[]): boolean =>
  given.every(right => may(staff, right));
