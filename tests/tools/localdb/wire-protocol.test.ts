import { BSON } from 'bson';
import { describe, expect, it } from 'vitest';
import { peekCommand } from '../../../tools/localdb/bson-peek.ts';
import { messageReader, readRequest } from '../../../tools/localdb/wire-protocol.ts';

/** An OP_MSG of one command. */
function message(command: BSON.Document, { flags = 0, opCode = 2013 } = {}): Buffer {
  const body = BSON.serialize(command);
  const header = Buffer.alloc(21);
  header.writeInt32LE(21 + body.length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opCode, 12);
  header.writeUInt32LE(flags, 16);
  return Buffer.concat([header, body]);
}

describe('messageReader', () => {
  const stream = Buffer.concat([
    message({ ping: 1 }),
    message({ find: 'contacts', filter: { name: 'Анна' } }),
    message({ ping: 1 }),
  ]);

  it.each([1, 7, 16, 21, 50, 1000])('cuts a stream that comes in pieces of %i bytes', size => {
    const verbs: string[] = [];
    const read = messageReader(cut => verbs.push(peekCommand(readRequest(cut)?.body ?? new Uint8Array()).verb));
    for (let at = 0; at < stream.length; at += size) read(stream.subarray(at, at + size));
    expect(verbs).toEqual(['ping', 'find', 'ping']);
  });

  it.each([0, 15, -1, 48_000_001])('refuses a message of %i bytes', size => {
    const bad = message({ ping: 1 });
    bad.writeInt32LE(size, 0);
    expect(() => messageReader(() => {})(bad)).toThrow('cannot be');
  });
});

describe('readRequest', () => {
  it('hears that no answer is wanted', () => {
    expect(readRequest(message({ ping: 1 }, { flags: 2 }))?.silent).toBe(true);
  });

  it('does not understand compressed or older messages', () => {
    expect(readRequest(message({ ping: 1 }, { opCode: 2012 }))).toBeUndefined();
  });
});

describe('peekCommand', () => {
  it('reads the verb, what it names and the database, wherever that stands', () => {
    const command = { insert: 'контакты', documents: [{ $db: 'other' }], lsid: { id: 1 }, $db: 'kartoteka', $readPreference: {} };
    expect(peekCommand(BSON.serialize(command))).toMatchObject({ verb: 'insert', target: 'контакты', db: 'kartoteka' });
  });

  it('takes admin for the database where none is named', () => {
    expect(peekCommand(BSON.serialize({ hello: 1 }))).toMatchObject({ verb: 'hello', target: '', db: 'admin' });
  });
});
