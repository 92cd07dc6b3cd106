import { beforeAll, describe, expect, it } from 'vitest';
import {
  changeContact,
  changeField,
  changesOf,
  createContact,
  createField,
  fieldMark,
  fieldSettings,
  getContact,
  orderFields,
  patchContact,
  removeField,
} from '../../src/contacts/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const by = { kind: 'staff', id: 's1', name: 'Ольга' } as const;
const now = new Date('2026-03-02T09:00:00Z');
let id = '';

beforeAll(async () => {
  ({ id } = await createContact({ lastName: 'Тестова', firstName: 'Анна', phone: '8 999 000 00 01' }, { by, key: 'anna', now }));
});

describe('a card made by hand', () => {
  it('is made once for each key, with its beginning in the history', async () => {
    const again = await createContact({ firstName: 'Анна', phone: '89990000001' }, { by, key: 'anna', now });
    expect(again.id).toBe(id);
    expect(again).toMatchObject({ name: 'Анна Тестова', phones: ['+79990000001'] });
    expect((await changesOf(id, { limit: 5 })).map(({ field }) => field)).toEqual(['created']);
  });

  it('needs something to be found by, and every fault is named', async () => {
    await expect(createContact({ city: 'Уфа' }, { by, key: 'x', now })).rejects.toMatchObject({ code: 'contacts.empty' });
    await expect(createContact({ phone: '1', email: 'a', name: 'Икс' }, { by, key: 'y', now })).rejects.toMatchObject({
      code: 'contacts.bad_phone',
      facts: { field: 'phone', problems: { phone: { code: 'contacts.bad_phone' }, email: { code: 'contacts.bad_email' } } },
    });
  });
});

describe('custom fields', () => {
  it('get a readable key, their place, and a refusal for what makes no sense', async () => {
    const area = await createField({ title: 'Площадь, м²', type: 'number', required: true });
    expect(area).toMatchObject({ key: 'ploshchad_m', order: 1, version: 1 });
    await expect(createField({ title: 'площадь, М²', type: 'text' })).rejects.toMatchObject({ code: 'contacts.field_exists' });
    await expect(createField({ title: 'Откуда', type: 'list' })).rejects.toMatchObject({ code: 'contacts.no_choices' });
    await createField({ title: 'Откуда', type: 'list', choices: ['Реклама', 'Друзья'] }, { key: 'откуда' });
    await orderFields(['откуда', 'ploshchad_m']);
    expect((await fieldSettings()).map(({ key }) => key)).toEqual(['откуда', 'ploshchad_m']);
  });

  it('are changed by one of two who looked at the same', async () => {
    await changeField('ploshchad_m', { title: 'Площадь', type: 'number', required: true }, { version: 1 });
    await expect(changeField('ploshchad_m', { title: 'Метры', type: 'text' }, { version: 1 })).rejects.toMatchObject({
      code: 'contacts.field.conflict',
    });
  });

  it('take only what fits their type, and a required one is not emptied', async () => {
    const written = await changeContact(id, { custom: { ploshchad_m: '42,5', откуда: 'друзья' } }, { by, now });
    expect(written.fields).toEqual({ ploshchad_m: 42.5, откуда: 'Друзья' });
    await expect(changeContact(id, { custom: { ploshchad_m: '' } }, { by, now })).rejects.toMatchObject({
      code: 'contacts.required',
    });
    await expect(changeContact(id, { custom: { nowhere: 'x' } }, { by, now })).rejects.toMatchObject({
      code: 'contacts.unknown_field',
    });
  });

  it('that are removed leave their values on the cards', async () => {
    await removeField('откуда', { version: 1 });
    expect((await getContact(id))?.fields.откуда).toBe('Друзья');
    expect((await changeContact(id, { custom: { откуда: 'Газета' } }, { by, now })).fields.откуда).toBe('Газета');
  });
});

describe('several phones', () => {
  it('come, go and change places', async () => {
    await changeContact(id, { phones: { add: '8 (999) 000-00-02' } }, { by, now });
    expect((await getContact(id))?.phones).toEqual(['+79990000001', '+79990000002']);
    await changeContact(id, { phones: { first: '+79990000002' } }, { by, now });
    expect((await getContact(id))?.phones).toEqual(['+79990000002', '+79990000001']);
    await changeContact(id, { phones: { remove: '+79990000001' } }, { by, now });
    expect((await getContact(id))?.phones).toEqual(['+79990000002']);
  });
});

describe('two who edit one card', () => {
  it('do not hinder each other in different fields, and the second is told what stands in the same one', async () => {
    await changeContact(id, { city: 'Тверь' }, { by, now });
    const read = await getContact(id);
    if (!read) throw new Error('The card is gone.');
    const seen = { city: fieldMark(read, 'city') };
    await patchContact(id, { set: { company: 'Ромашка' }, activityAt: new Date('2026-03-03') }, { key: 'flow', by, now });
    await changeContact(id, { city: 'Клин' }, { by, now, seen });
    await expect(changeContact(id, { city: 'Уфа' }, { by, now, seen })).rejects.toMatchObject({
      code: 'contacts.changed_meanwhile',
      facts: { fields: { city: 'Клин' } },
    });
    expect((await getContact(id))?.city).toBe('Клин');
  });

  it('may ask for the whole card to be as they saw it', async () => {
    const version = (await getContact(id))?.version ?? '';
    await changeContact(id, { city: 'Орёл' }, { by, now, version });
    await expect(changeContact(id, { position: 'Директор' }, { by, now, version })).rejects.toMatchObject({
      code: 'contacts.changed_meanwhile',
    });
  });
});
