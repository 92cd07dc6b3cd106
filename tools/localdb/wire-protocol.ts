/**
 * Messages of MongoDB's wire protocol, as far as today's drivers speak it: OP_MSG, and OP_QUERY for the very first handshake.
 * Source: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** The limit that `hello` tells drivers. */
export const maxMessageBytes = 48_000_000;

export interface Request {
  requestId: number;
  /** The command's BSON, untouched. */
  body: Uint8Array;
  /** The documents of an insert, update or delete that came beside the command, one after another. */
  sequence: Uint8Array | null;
  /** The client does not wait for an answer (w: 0). */
  silent: boolean;
  /** The old handshake wants its answer in the old form. */
  legacy: boolean;
}

/** Undefined when the message is none that a driver of the last five years sends. */
export function readRequest(message: Buffer): Request | undefined {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_QUERY) {
    const nameEnd = message.indexOf(0, 20);
    return { requestId, body: message.subarray(nameEnd + 9), sequence: null, silent: false, legacy: true };
  }
  if (opCode !== OP_MSG) return undefined;

  const flags = message.readUInt32LE(16);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let body: Uint8Array | undefined;
  let sequence: Uint8Array | null = null;
  for (let at = 20; at < end; ) {
    const kind = message[at];
    const size = message.readInt32LE(at + 1);
    if (size < 5) return undefined;
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0) body = section;
    else if (kind === 1) sequence = section.subarray(section.indexOf(0, 4) + 1);
    else return undefined;
    at += 1 + size;
  }
  return body && { requestId, body, sequence, silent: (flags & MORE_TO_COME) !== 0, legacy: false };
}

/** The header that goes before an answer of `size` bytes. */
export function replyHeader(request: Request, size: number, replyId: number): Buffer {
  const header = Buffer.alloc(request.legacy ? 36 : 21);
  header.writeInt32LE(header.length + size, 0);
  header.writeInt32LE(replyId, 4);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) {
    header.writeInt32LE(8, 16); // AwaitCapable
    header.writeInt32LE(1, 32); // one document
  }
  return header;
}

/** Cuts a stream of bytes into messages. Throws when a length is impossible: then nothing that follows can be trusted. */
export function messageReader(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let held = 0;
  let needed = 16;
  return chunk => {
    chunks.push(chunk);
    held += chunk.length;
    if (held < needed) return; // a large message is put together once, not once a chunk
    let pending = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    while (pending.length >= 16) {
      const size = pending.readInt32LE(0);
      if (size < 16 || size > maxMessageBytes) throw new Error(`A message cannot be ${size} bytes long`);
      if (pending.length < size) break;
      onMessage(pending.subarray(0, size));
      pending = pending.subarray(size);
    }
    chunks = pending.length ? [pending] : [];
    held = pending.length;
    needed = held >= 16 ? pending.readInt32LE(0) : 16;
  };
}
