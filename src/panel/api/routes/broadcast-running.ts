import { z } from 'zod';
import {
  broadcastSettings,
  cancel,
  chooseWinner,
  getBroadcast,
  pause,
  progressOf,
  resume,
  schedule,
  setPace,
  testToSelf,
  unschedule,
} from '../../../broadcasts/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import type { AuditEvent } from '../../../staff/index.ts';
import { linkOfStaff } from '../../broadcasts/link-of-staff.ts';
import type { Means } from '../means.ts';
import { noteAudit } from '../note-audit.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { idParams } from '../shapes.ts';
import { doingOf, nothing } from './broadcast-means.ts';
import { broadcastShape, progressShape } from './broadcast-shapes.ts';

const variant = z.string().regex(/^[a-h]$/);

/** A mailing is tested, let go, slowed, stopped and followed. */
export function broadcastRunningRoutes(means: Means): ApiRoute[] {
  const { timeZone } = means.config;
  const doing = doingOf(means);

  /** A verb of a mailing: it is done, and the mailing answered as it stands then. */
  const verb = (
    name: string,
    summary: string,
    act: (id: string, by: ReturnType<typeof doing>) => Promise<unknown>,
    { what, scope = 'broadcasts:send' }: { what: AuditEvent; scope?: 'broadcasts:write' | 'broadcasts:send' },
  ) =>
    defineRoute({
      id: `broadcasts.${name}`,
      method: 'post',
      path: `/broadcasts/{id}/${name}`,
      scope,
      summary,
      params: idParams,
      body: nothing.optional(),
      answer: broadcastShape,
      handler: async ({ params: { id }, key, now }) => {
        await act(id, doing({ key, now }));
        const after = await getBroadcast(id);
        await noteAudit({ key, now }, what, after.name);
        return after;
      },
    });

  return [
    defineRoute({
      id: 'broadcasts.test',
      method: 'post',
      path: '/broadcasts/{id}/test',
      scope: 'broadcasts:send',
      summary: 'Sends it to the person who made the key, in the messenger linked to their account',
      params: idParams,
      body: z.strictObject({
        contact: z.string().max(100).exactOptional().describe('Whose name and fields are filled in'),
        variant: variant.exactOptional().describe('Of the wordings of a trial'),
      }),
      answer: z.object({ messages: z.int() }),
      needsKey: true,
      handler: async ({ params, body, key, now }) => ({
        messages: await testToSelf(params.id, await linkOfStaff(key.by.id), { now, timeZone, ...body }),
      }),
    }),
    defineRoute({
      id: 'broadcasts.schedule',
      method: 'post',
      path: '/broadcasts/{id}/schedule',
      scope: 'broadcasts:send',
      summary: 'Lets a rehearsed mailing go at its time',
      params: idParams,
      body: z.strictObject({ version: z.int().describe('The version that was rehearsed and looked at') }),
      answer: broadcastShape,
      needsKey: true,
      handler: async ({ params: { id }, body, key, now }) => {
        const { version } = await getBroadcast(id);
        if (version !== body.version)
          throw new AppError('broadcasts.conflict', 'It was changed meanwhile: look at it and rehearse again.', { version });
        const scheduled = await schedule(id, doing({ key, now }));
        await noteAudit({ key, now }, 'mailingScheduled', scheduled.name);
        return scheduled;
      },
    }),
    verb('unschedule', 'Takes a mailing that has not begun back from its time', (id, by) => unschedule(id, by), {
      what: 'mailingUnscheduled',
      scope: 'broadcasts:write',
    }),
    verb('pause', 'Stops it until it is resumed', (id, by) => pause(id, by), { what: 'mailingPaused' }),
    verb('resume', 'Lets it go on where it stopped', (id, by) => resume(id, by), { what: 'mailingResumed' }),
    verb('cancel', 'Ends it for good: who has not got it gets nothing any more', (id, by) => cancel(id, by), {
      what: 'mailingCancelled',
    }),
    defineRoute({
      id: 'broadcasts.pace',
      method: 'post',
      path: '/broadcasts/{id}/pace',
      scope: 'broadcasts:send',
      summary: 'How many messages a second it may send at most; null for as many as the messengers allow',
      params: idParams,
      body: z.strictObject({ pace: broadcastSettings.shape.pace.nullable() }),
      answer: broadcastShape,
      handler: ({ params, body, key, now }) => setPace(params.id, body.pace ?? undefined, doing({ key, now })),
    }),
    defineRoute({
      id: 'broadcasts.winner',
      method: 'post',
      path: '/broadcasts/{id}/winner',
      scope: 'broadcasts:send',
      summary: 'Says which wording of the trial the others get',
      params: idParams,
      body: z.strictObject({ variant }),
      answer: broadcastShape,
      handler: ({ params, body, key, now }) => chooseWinner(params.id, body.variant, doing({ key, now })),
    }),
    defineRoute({
      id: 'broadcasts.progress',
      method: 'get',
      path: '/broadcasts/{id}/progress',
      scope: 'broadcasts:read',
      summary: 'How far it has come, how fast it is, what waits and why',
      params: idParams,
      answer: progressShape,
      handler: async ({ params: { id }, now }) => {
        await getBroadcast(id);
        return progressOf(id, now);
      },
    }),
  ];
}
