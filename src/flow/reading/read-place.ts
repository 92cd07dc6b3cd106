export type ReadPlace =
  | { kind: 'point'; latitude: number; longitude: number }
  | { kind: 'address'; text: string }
  | { kind: 'none' };

const longest = 300;
const number = String.raw`(-?\d{1,3}(?:\.\d+)?)`;
/** Links of maps, with the point's latitude first or last. */
const links: [link: RegExp, order: 'latitudeFirst' | 'longitudeFirst'][] = [
  [
    new RegExp(`yandex\\.[a-z]+/.*[?&](?:ll|pt|whatshere%5Bpoint%5D|whatshere\\[point\\])=${number}(?:,|%2C)${number}`, 'i'),
    'longitudeFirst',
  ],
  [new RegExp(`2gis\\.[a-z]+/.*?[/=|]${number}(?:,|%2C)${number}`, 'i'), 'longitudeFirst'],
  [new RegExp(`google\\.[a-z.]+/.*(?:@|[?&](?:q|ll|query)=)${number}(?:,|%2C)\\+?${number}`, 'i'), 'latitudeFirst'],
  [new RegExp(`openstreetmap\\.org/.*#map=\\d+/${number}/${number}`, 'i'), 'latitudeFirst'],
];

/** Reads a typed place: coordinates (`55.7558, 37.6173`), a link of a map that carries them, or else an address in words. */
export function readPlace(written: string): ReadPlace {
  const text = written.normalize('NFC').trim().slice(0, longest);
  for (const [link, order] of links) {
    const [, first, second] = link.exec(text) ?? [];
    const found = order === 'latitudeFirst' ? point(first, second) : point(second, first);
    if (found) return found;
  }
  const [, latitude, longitude] = new RegExp(`^${number}\\s*[,;\\s]\\s*${number}$`).exec(text) ?? [];
  const found = latitude?.includes('.') && longitude?.includes('.') ? point(latitude, longitude) : undefined;
  if (found) return found;
  const words = text.replace(/\s+/g, ' ');
  return (words.match(/\p{L}/gu)?.length ?? 0) >= 3 ? { kind: 'address', text: words } : { kind: 'none' };
}

function point(latitude: string | undefined, longitude: string | undefined): ReadPlace | undefined {
  if (latitude === undefined || longitude === undefined) return undefined;
  const [lat, lon] = [Number(latitude), Number(longitude)];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { kind: 'point', latitude: lat, longitude: lon } : undefined;
}
