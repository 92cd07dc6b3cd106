/** What a person of the firm may do here. Each role may all that the one after it may. */
export const roles = ['owner', 'marketer', 'manager', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** `write` is answering customers and keeping cards, `author` is writing and publishing flows, `administer` is other people's accounts. */
export type Right = 'write' | 'author' | 'administer';

const rights: Record<Role, readonly Right[]> = {
  owner: ['write', 'author', 'administer'],
  marketer: ['write', 'author'],
  manager: ['write'],
  viewer: [],
};

/** Whether the role includes the right. */
export const may = (role: Role, right: Right): boolean => rights[role].includes(right);
