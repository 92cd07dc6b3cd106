/** Opus runs at 48 kHz; one packet of ours is 20 ms. */
const rate = 48_000;
const samplesAPacket = 960;
/** A packet of configuration 31, mono, without content: RFC 6716, 2.1. */
const emptyPacket = Buffer.from([0xf8, 0xff, 0xfe]);
const packetsAPage = 50;

/** A voice note of so many seconds in which nobody says a word: Ogg (RFC 3533) with Opus (RFC 7845), playable everywhere. */
export function recordSilence(seconds: number): Buffer {
  const packets = Math.ceil((seconds * rate) / samplesAPacket);
  const pages = [
    page({ kind: 2, samples: 0, number: 0, packets: [head()] }),
    page({ kind: 0, samples: 0, number: 1, packets: [tags()] }),
  ];
  for (let done = 0; done < packets; done += packetsAPage) {
    const count = Math.min(packetsAPage, packets - done);
    const isLast = done + count === packets;
    const content = Array.from({ length: count }, () => emptyPacket);
    pages.push(page({ kind: isLast ? 4 : 0, samples: (done + count) * samplesAPacket, number: pages.length, packets: content }));
  }
  return Buffer.concat(pages);
}

/** Version 1, one channel, nothing to skip, 48 kHz, no gain, mapping 0. */
function head(): Buffer {
  const fields = Buffer.alloc(11);
  fields.set([1, 1], 0);
  fields.writeUInt32LE(rate, 4);
  return Buffer.concat([Buffer.from('OpusHead'), fields]);
}

function tags(): Buffer {
  const vendor = Buffer.from('demo');
  const lengths = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  lengths[0].writeUInt32LE(vendor.length);
  return Buffer.concat([Buffer.from('OpusTags'), lengths[0], vendor, lengths[1]]);
}

function page(input: { kind: number; samples: number; number: number; packets: Buffer[] }): Buffer {
  const header = Buffer.alloc(27);
  header.write('OggS', 0, 'latin1');
  header.writeUInt8(input.kind, 5);
  header.writeBigUInt64LE(BigInt(input.samples), 6);
  header.writeUInt32LE(1, 14);
  header.writeUInt32LE(input.number, 18);
  header.writeUInt8(input.packets.length, 26);
  const whole = Buffer.concat([header, Buffer.from(input.packets.map(({ length }) => length)), ...input.packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

/** CRC-32 as Ogg wants it: polynomial 0x04c11db7, bits not turned around, which zlib's is. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}
