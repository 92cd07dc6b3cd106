/**
 * A program that opens the local database in the folder it is given, writes numbers 0, 1, 2, … and tells each one that was acknowledged.
 * On SIGINT it writes a last word, closes and ends.
 */
import mongoose from 'mongoose';
import { openDatabase } from '../../src/db/open-database.ts';
import { createLogger } from '../../src/lib/logger.ts';

const database = await openDatabase({ dataDir: process.argv[2] ?? '', log: createLogger('silent') });
await mongoose.connect(database.uri);
const numbers = mongoose.connection.collection<{ _id: number }>('numbers');
const words = mongoose.connection.collection('words');

let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true;
});
console.log(`open ${new URL(database.uri).port}`);
for (let n = 0; !interrupted; n++) {
  await numbers.insertOne({ _id: n });
  console.log(`stored ${n}`);
}
await words.insertOne({ text: 'goodbye' });
await mongoose.disconnect();
await database.close();
