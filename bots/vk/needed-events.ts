import { z } from 'zod';

/** The kinds of events that we live by; whatever else a community may tell of is not asked for. */
export const neededEvents = [
  'message_new',
  'message_event',
  'message_allow',
  'message_deny',
  'message_reply',
  'message_edit',
  'group_join',
  'group_leave',
] as const;

/** As the settings of Long Poll and of a callback server take them: all on, or all off. */
export function eventSwitches(on: boolean): Record<string, 0 | 1> {
  return Object.fromEntries(neededEvents.map(type => [type, on ? 1 : 0]));
}

/** What VK says of the kinds that come by one of its ways, and in the form of which version. */
export const eventSettings = z.object({ api_version: z.string().default(''), events: z.record(z.string(), z.unknown()) });

/** A switch as VK tells it: a number in some answers, a boolean in others. */
export const flag = z.union([z.boolean(), z.number()]).transform(Boolean);
