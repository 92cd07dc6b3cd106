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
] as const;
export type Scope = (typeof scopes)[number];
