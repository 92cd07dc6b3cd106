import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { connect, disconnect, ensureIndexes } from '../../src/db/index.ts';
import { checkImport, createImporter, getImport, runImport, startImport, takeBackImport } from '../../src/imports/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openBench } from './harness.ts';

/** Measures an import of many rows through all its phases: how long each takes, and the most memory of this process. */
const amount = Number(process.env.ROWS ?? 100_000);
const firstNames = ['Анна', 'Олег', 'Мария', 'Иван', 'Ольга', 'Пётр', 'Софья', 'Артём', 'Дарья', 'Никита'];
const cities = ['Казань', 'Самара', 'Тверь', 'Омск', 'Пермь', 'Уфа', 'Москва', 'Тула'];

const bench = await openBench();
let most = 0;
const gauge = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss);
}, 50);
try {
  await connect(bench.uri('bench-imports'));
  await ensureIndexes();
  // The whole program's code is loaded, so that its memory counts.
  await import('../../src/start.ts');
  const log = pino({ level: 'error' });
  const importer = createImporter({
    owner: 'bench',
    defaults: { region: 'RU', timeZone: 'Europe/Moscow' },
    clock: systemClock,
    log,
  });
  const worked = async (name: string, id: string, began = performance.now()) => {
    importer.wake();
    await importer.idle();
    const { state, counts } = await getImport(id);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${name}: ${seconds} s, ${state}, ${JSON.stringify(counts)}, at most ${Math.round(most / 1e6)} MB so far`);
  };
  const began = performance.now();
  const { id } = await startImport({
    stream: Readable.from(table()),
    name: 'bench.csv',
    by: { id: 'x', name: 'x', seeAll: true },
    now: new Date(),
  });
  await worked(`${bench.kind}: ${amount} rows read`, id, began);
  await checkImport(id, (await getImport(id)).wishes, new Date());
  await worked('looked through', id);
  await runImport(id, new Date());
  await worked('written', id);
  if (process.env.BACK) {
    await takeBackImport(id, new Date());
    await worked('taken back', id);
  }
  await importer.stop();
  await mongoose.connection.dropDatabase();
  await disconnect();
} finally {
  clearInterval(gauge);
  await bench.close();
}

function* table(): Generator<Buffer> {
  yield Buffer.from('Фамилия;Имя;Телефон;Почта;Город;Компания;Теги;Дата рождения\r\n');
  for (let i = 0; i < amount; i += 1000) {
    const rows = Array.from({ length: Math.min(1000, amount - i) }, (_, n) => row(i + n));
    yield Buffer.from(rows.join(''));
  }
}

function row(n: number): string {
  const phone = `8 (9${String(10 + (n % 80))}) ${String(1_000_000 + n).slice(-7)}`;
  const person = `Фамильев${(n * 7919) % 25_000};${firstNames[n % firstNames.length]}`;
  return `${person};${phone};person${n}@example.org;${cities[n % cities.length]};Фирма ${n % 500};клиент, волна ${n % 7};${String(1 + (n % 28)).padStart(2, '0')}.0${1 + (n % 9)}.198${n % 10}\r\n`;
}
