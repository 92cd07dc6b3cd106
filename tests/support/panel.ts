import { afterAll, beforeAll } from 'vitest';
import type { Desk } from '../../src/inbox/index.ts';
import type { PanelOptions } from '../../src/panel/index.ts';
import { noteDesk, startPanel } from './start-panel.ts';

export { messengerIn, owner } from './start-panel.ts';

/** The panel on a port of its own; `url` is known once the tests run. Needs `useDatabase()` before it. */
export function usePanel(given: Partial<PanelOptions> = {}): {
  url: string;
  desk: Desk & { notes: unknown[] };
} {
  const desk = noteDesk();
  const panel = { url: '', desk };
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ url: panel.url, close } = await startPanel({ desk, ...given }));
  });
  afterAll(() => close());
  return panel;
}
