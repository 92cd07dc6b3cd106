import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { Mongoose, Schema } from 'mongoose';
import { afterAll, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
/** As a library does that is used without the program: with its own models, and indexes made behind its back. */
const mongoose = new Mongoose();
afterAll(() => mongoose.disconnect());

it('keeps documents of mongoose, with defaults, versions and population', async () => {
  const City = mongoose.model('City', new Schema({ name: { type: String, unique: true } }));
  const Person = mongoose.model(
    'Person',
    new Schema({ name: String, tags: [String], city: { type: Schema.Types.ObjectId, ref: 'City' } }),
  );
  await mongoose.connect(database.uri);
  await City.init();
  const city = await City.create({ name: 'Тверь' });
  const person = await Person.create({ name: 'Анна', city: city._id });
  person.tags.push('vip');
  await person.save();
  expect(await Person.findOne({ tags: 'vip' }).populate('city').lean()).toMatchObject({
    name: 'Анна',
    city: { name: 'Тверь' },
    __v: 1,
  });
  await expect(City.create({ name: 'Тверь' })).rejects.toMatchObject({ code: 11000 });
  expect(await Person.distinct('tags')).toEqual(['vip']);
});

it('runs the jobs of agenda, each once', async () => {
  const agenda = new Agenda({ backend: new MongoBackend({ address: database.uri }), processEvery: 50 });
  const done: number[] = [];
  agenda.define('count', job => {
    done.push((job.attrs.data as { n: number }).n);
  });
  await agenda.start();
  for (let n = 0; n < 10; n++) await agenda.now('count', { n });
  await expect.poll(() => done.length, { timeout: 10_000 }).toBe(10);
  expect(new Set(done).size).toBe(10);
  await agenda.stop();
});
