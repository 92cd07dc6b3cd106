import { z } from 'zod';
import {
  changeContact,
  contactOfIdentity,
  createContact,
  fieldSettings,
  getContact,
  mergeContacts,
  readChanges,
  readContacts,
  restoreContacts,
  trashContacts,
} from '../../../contacts/index.ts';
import { recountOrders } from '../../../deals/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { fieldsOf, type Rule } from '../../../rules/index.ts';
import { needSegment } from '../../../segments/index.ts';
import { signal } from '../../../signals/index.ts';
import { staffNames } from '../../../staff/index.ts';
import type { Caller } from '../authenticate.ts';
import { badCursor, type Filterable, fieldsParam, filterOf, paging, toWhere } from '../filters.ts';
import { isHidden, refuseHiddenFields } from '../hidden-fields.ts';
import { unwritten, versionFrom } from '../if-match.ts';
import { answerPage, pageOf } from '../lists.ts';
import { authorOf, type Means, refuseUnknownPeople, there } from '../means.ts';
import { noteAudit } from '../note-audit.ts';
import { presentChange, presentContact, seesPhones } from '../present.ts';
import { type ApiRoute, type Call, defineRoute } from '../route.ts';
import { changeShape, contactShape, fieldShape, identityShape, idParams } from '../shapes.ts';
import { contactBody, editFrom, tags } from './contact-body.ts';
import { readInSegment } from './read-in-segment.ts';

const byName = (names: readonly string[]): Filterable => Object.fromEntries(names.map(name => [name, name]));

const filterable: Filterable = {
  ...byName(['id', 'name', 'firstName', 'lastName', 'middleName', 'gender', 'phones', 'emails', 'city', 'country', 'region']),
  ...byName(['birthday', 'company', 'position', 'language', 'timeZone', 'tags', 'score', 'temperature', 'category', 'owner']),
  ...byName(['lostReason', 'hasDeals', 'createdAt', 'changedAt', 'lastActivityAt', 'orders.count', 'orders.sum', 'orders.last']),
  ...byName([
    'identities.messenger',
    'identities.username',
    'identities.reachability.state',
    'source.first.link',
    'source.last.link',
  ]),
  id: '_id',
  'fields.*': 'fields',
};

/** Cards, their identities and fields. */
export function contactRoutes({ config }: Means): ApiRoute[] {
  const { region, timeZone } = config;

  const read = async (id: string) => there(await getContact(id), 'contacts');

  /** A card with its version as the ETag. */
  async function answer(id: string, { key, set }: Pick<Call<unknown, unknown, unknown>, 'key' | 'set'>) {
    const contact = await read(id);
    const version = contact.version ?? unwritten;
    set('etag', `"${version}"`);
    return presentContact({ ...contact, version }, key);
  }

  const context = async ({ key, now, writeKey }: Pick<Call<unknown, unknown, unknown>, 'key' | 'now' | 'writeKey'>) => ({
    by: authorOf(key).contact,
    now,
    region,
    key: writeKey,
    staff: await staffNames(),
  });

  return [
    defineRoute({
      id: 'contacts.list',
      method: 'get',
      path: '/contacts',
      scope: 'contacts:read',
      summary: 'Contacts, by their ids',
      query: z.strictObject({
        ...paging,
        filter: filterOf(filterable).exactOptional(),
        segment: z.string().max(100).exactOptional().describe('Only those who are in this segment'),
        fields: fieldsParam(contactShape.shape).exactOptional(),
      }),
      answer: pageOf(contactShape.partial().required({ id: true })),
      handler: async call => {
        const { filter, segment } = call.query;
        refuseHidden(filter, call.key);
        const means = { now: call.now, timeZone };
        const where = toWhere(filter, filterable, means);
        if (segment !== undefined) {
          await needSegment(segment);
          return answerPage(call, async page => {
            const { contacts, ...rest } = await readInSegment(segment, { where, ...page, ...means });
            return { items: contacts.map(contact => presentContact(contact, call.key)), ...rest };
          });
        }
        return answerPage(call, async page => {
          const { contacts, hasMore } = await readContacts({ where, ...page });
          return { items: contacts.map(contact => presentContact(contact, call.key)), hasMore };
        });
      },
    }),
    defineRoute({
      id: 'contacts.create',
      method: 'post',
      path: '/contacts',
      scope: 'contacts:write',
      right: 'create',
      summary: 'Makes a contact; a name, a phone or an e-mail has to be given',
      body: contactBody,
      status: 201,
      answer: contactShape,
      handler: async call => {
        await refuseUnknownPeople({ owner: call.body.owner });
        const { id } = await createContact(editFrom(call), await context(call));
        signal({ topic: 'contacts', about: id });
        call.set('location', `/api/v1/contacts/${encodeURIComponent(id)}`);
        return answer(id, call);
      },
    }),
    defineRoute({
      id: 'contacts.get',
      method: 'get',
      path: '/contacts/{id}',
      scope: 'contacts:read',
      summary: 'A contact, also one in the trash',
      params: idParams,
      answer: contactShape,
      handler: call => answer(call.params.id, call),
    }),
    defineRoute({
      id: 'contacts.update',
      method: 'patch',
      path: '/contacts/{id}',
      scope: 'contacts:write',
      heedsVersion: true,
      summary: 'Changes a contact: what is not named stays. With If-Match only the version that was read is changed',
      params: idParams,
      body: contactBody,
      answer: contactShape,
      handler: async call => {
        await refuseUnknownPeople({ owner: call.body.owner });
        const version = versionFrom(call.req.get('if-match'));
        const isNew = version === unwritten && (await read(call.params.id)).version === undefined;
        await changeContact(call.params.id, editFrom(call), {
          ...(await context(call)),
          ...(version && !isNew && { version }),
        });
        signal({ topic: 'contacts', about: call.params.id });
        return answer(call.params.id, call);
      },
    }),
    defineRoute({
      id: 'contacts.delete',
      method: 'delete',
      path: '/contacts/{id}',
      scope: 'contacts:write',
      right: 'delete',
      summary: 'Puts a contact into the trash, from where it can be brought back for 30 days',
      params: idParams,
      handler: async ({ params, key, now }) => {
        await read(params.id);
        const [contact] = await trashContacts([params.id], { by: authorOf(key).contact, now });
        if (contact !== undefined) await noteAudit({ key, now, contact }, 'deleted', 'contacts');
      },
    }),
    defineRoute({
      id: 'contacts.restore',
      method: 'post',
      path: '/contacts/{id}/restore',
      scope: 'contacts:write',
      right: 'delete',
      summary: 'Brings a contact back from the trash',
      params: idParams,
      answer: contactShape,
      handler: async call => {
        await read(call.params.id);
        await restoreContacts([call.params.id], { by: authorOf(call.key).contact, now: call.now });
        return answer(call.params.id, call);
      },
    }),
    defineRoute({
      id: 'contacts.merge',
      method: 'post',
      path: '/contacts/{id}/merge',
      scope: 'contacts:write',
      summary: 'Makes one contact of two: everything of `other` goes to this one. People can part them again in the panel',
      params: idParams,
      body: z.strictObject({
        other: z.string().min(1).max(100),
        choices: z
          .record(z.string().max(100), z.enum(['survivor', 'loser']))
          .exactOptional()
          .describe('Whose value stays, by field; this one’s unless told'),
      }),
      answer: contactShape,
      handler: async call => {
        const { other, choices } = call.body;
        const { key, name } = authorOf(call.key).contact;
        const by = { id: key, name };
        const given = { survivor: call.params.id, loser: other, ...(choices && { choices }), by };
        const lost = await getContact(other);
        // The same request again finds it done.
        if (lost?.mergedInto !== call.params.id) await mergeContacts(given, { now: call.now, recount: recountOrders });
        return answer(call.params.id, call);
      },
    }),
    defineRoute({
      id: 'contacts.changes',
      method: 'get',
      path: '/contacts/{id}/changes',
      scope: 'contacts:read',
      summary: 'What was written to a contact, the latest first',
      params: idParams,
      query: z.strictObject(paging),
      answer: pageOf(changeShape),
      handler: async call => {
        await read(call.params.id);
        return answerPage(call, async ({ limit, after }) => {
          const [at = '', id] = after?.split(/ (.*)/s) ?? [];
          if (after !== undefined && (!id || Number.isNaN(Date.parse(at)))) throw badCursor();
          const found = await readChanges(call.params.id, { limit: limit + 1, ...(id && { after: { at: new Date(at), id } }) });
          const items = found.slice(0, limit);
          const last = items.at(-1);
          return {
            items: items.filter(({ field }) => !isHidden(field, call.key)).map(change => presentChange(change, call.key, region)),
            hasMore: found.length > limit,
            place: last && `${last.at.toISOString()} ${last.id}`,
          };
        });
      },
    }),
    defineRoute({
      id: 'contacts.identities',
      method: 'get',
      path: '/contacts/{id}/identities',
      scope: 'contacts:read',
      summary: 'A contact’s accounts in messengers, and whether they can be written to',
      params: idParams,
      answer: z.object({ data: z.array(identityShape) }),
      handler: async ({ params }) => {
        const { id, identities } = await read(params.id);
        return { data: identities.map(identity => ({ ...identity, contact: id })) };
      },
    }),
    defineRoute({
      id: 'identities.get',
      method: 'get',
      path: '/identities/{key}',
      scope: 'contacts:read',
      summary: 'An identity by its key, `<messenger>:<account>:<id>`, with the contact whose it is',
      params: z.object({ key: z.string().max(300) }),
      answer: identityShape,
      handler: async ({ params }) => {
        const contact = there(await contactOfIdentity(params.key), 'contacts');
        const identity = contact.identities.find(({ key }) => key === params.key);
        return { ...there(identity, 'contacts'), contact: contact.id };
      },
    }),
    defineRoute({
      id: 'tags.change',
      method: 'post',
      path: '/contacts/{id}/tags',
      scope: 'contacts:write',
      summary: 'Adds tags to a contact and takes others away',
      params: idParams,
      body: z.strictObject({ add: tags.exactOptional(), remove: tags.exactOptional() }),
      answer: z.object({ tags: z.array(z.string()) }),
      handler: async call => {
        const { add = [], remove = [] } = call.body;
        const changed = await changeContact(call.params.id, { addTags: add, removeTags: remove }, await context(call));
        signal({ topic: 'contacts', about: call.params.id });
        return { tags: changed.tags };
      },
    }),
    defineRoute({
      id: 'fields.list',
      method: 'get',
      path: '/fields',
      scope: 'fields:read',
      summary: 'The custom fields of contacts, in their order',
      answer: z.object({ data: z.array(fieldShape) }),
      handler: async () => ({ data: await fieldSettings() }),
    }),
  ];
}

/** Whoever may not see phones cannot find them out by asking for them one by one either. */
function refuseHidden(filter: Rule | undefined, key: Caller): void {
  refuseHiddenFields(filter, key);
  if (seesPhones(key) || !filter || !fieldsOf(filter).some(field => field === 'phones' || field === 'emails')) return;
  throw new AppError('api.insufficient_scope', 'Filtering by phones and e-mails needs the scope phones:read.', {
    scope: 'phones:read',
  });
}
