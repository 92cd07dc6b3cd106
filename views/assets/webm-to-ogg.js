// Browsers record Opus into WebM; messengers take voices as Opus in Ogg. The sound itself stays as it is, packet by packet.
// WebM: https://www.rfc-editor.org/rfc/rfc9559, Opus in Ogg: https://www.rfc-editor.org/rfc/rfc7845, pages: https://www.rfc-editor.org/rfc/rfc3533.

const ids = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  track: 0xae,
  codecPrivate: 0x63a2,
  cluster: 0x1f43b675,
  group: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
};
const containers = new Set([ids.segment, ids.tracks, ids.track, ids.cluster, ids.group]);
const serial = 0x6b617274;
/** About a second. */
const packetsOfPage = 50;

/** A WebM recording as Ogg; any other file, and one that cannot be read, as it is. */
export async function toOgg(file) {
  if (!file.type.includes('webm')) return file;
  const { head, packets } = readPackets(new Uint8Array(await file.arrayBuffer()));
  if (!head || packets.length === 0) return file;
  return new File(writePages(head, packets), file.name.replace(/\.\w+$/, '.ogg'), { type: 'audio/ogg' });
}

function readPackets(bytes) {
  const packets = [];
  let head;
  for (let at = 0; at < bytes.length; ) {
    const id = readNumber(bytes, at, true);
    const size = readNumber(bytes, at + id.length, false);
    const begin = at + id.length + size.length;
    // What holds others is entered; its end need not be known, and is not while it is being recorded.
    if (containers.has(id.value)) {
      at = begin;
      continue;
    }
    const content = bytes.subarray(begin, begin + size.value);
    if (id.value === ids.codecPrivate) head = content;
    // The track's number, two bytes of time, one of flags, then the packet.
    if (id.value === ids.simpleBlock || id.value === ids.block)
      packets.push(content.subarray(readNumber(content, 0, false).length + 3));
    at = begin + size.value;
  }
  return { head, packets };
}

/** EBML's numbers: the zeros before the first one tell how many bytes there are. */
function readNumber(bytes, at, keepsMark) {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8) return { value: 0, length: 1 };
  let value = keepsMark ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return { value, length };
}

function writePages(head, packets) {
  const vendor = new TextEncoder().encode('kartoteka');
  const tags = new Uint8Array(8 + 4 + vendor.length + 4);
  tags.set(new TextEncoder().encode('OpusTags'));
  new DataView(tags.buffer).setUint32(8, vendor.length, true);
  tags.set(vendor, 12);
  const pages = [page([head], { number: 0, samples: 0, flags: 2 }), page([tags], { number: 1, samples: 0, flags: 0 })];
  let samples = 0;
  for (let i = 0; i < packets.length; ) {
    const together = [];
    for (let segments = 0; i < packets.length && together.length < packetsOfPage; i++) {
      segments += segmentsOf(packets[i]);
      if (segments > 255 && together.length > 0) break;
      together.push(packets[i]);
      samples += samplesOf(packets[i]);
    }
    pages.push(page(together, { number: pages.length, samples, flags: i >= packets.length ? 4 : 0 }));
  }
  return pages;
}

const segmentsOf = packet => Math.floor(packet.length / 255) + 1;

/** How long a packet sounds, in samples of 48 kHz (https://www.rfc-editor.org/rfc/rfc6716#section-3.1). */
function samplesOf(packet) {
  const kind = packet[0] >> 3;
  const ms = kind < 12 ? [10, 20, 40, 60][kind % 4] : kind < 16 ? [10, 20][kind % 2] : [2.5, 5, 10, 20][kind % 4];
  const code = packet[0] & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 63;
  return frames * ms * 48;
}

function page(packets, { number, samples, flags }) {
  const table = packets.flatMap(packet => [...Array(segmentsOf(packet) - 1).fill(255), packet.length % 255]);
  const size = packets.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(27 + table.length + size);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('OggS'));
  bytes[5] = flags;
  view.setBigUint64(6, BigInt(samples), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, number, true);
  bytes[26] = table.length;
  bytes.set(table, 27);
  let at = 27 + table.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

function checksum(bytes) {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}
