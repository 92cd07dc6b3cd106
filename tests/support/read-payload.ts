import { readdirSync, readFileSync } from 'node:fs';

type Messenger = 'telegram' | 'vk';
const folder = (messenger: Messenger) => new URL(`../bots/${messenger}/payloads/`, import.meta.url);

/** A sample of what the messenger sends, by the number its file begins with. A new object each time. */
export function readPayload(messenger: Messenger, number: string): unknown {
  const name = payloadNames(messenger).find(file => file.startsWith(`${number}_`));
  if (!name) throw new Error(`There is no payload ${number} of ${messenger}`);
  return readPayloadFile(messenger, name);
}

export function readPayloadFile(messenger: Messenger, name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder(messenger)), 'utf8'));
}

/** All samples: what comes in (`01`–`29` and `100` and up), answers (`30`–`59`), errors (`60`–`99`). */
export function payloadNames(messenger: Messenger): string[] {
  return readdirSync(folder(messenger)).sort();
}
