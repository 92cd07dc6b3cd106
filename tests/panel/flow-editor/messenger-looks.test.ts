import { pino } from 'pino';
import { expect, it } from 'vitest';
import { telegramCapabilities } from '../../../bots/telegram/capabilities.ts';
import { vkCapabilities } from '../../../bots/vk/capabilities.ts';
import { createWeb } from '../../../bots/web/index.ts';
import * as files from '../../../src/files/index.ts';
import { capabilitiesOf } from '../../../src/panel/flow-editor/messenger-looks.ts';
import { messengerIn } from '../../support/start-panel.ts';

it('what is simulated is what the messengers carry', () => {
  const web = createWeb({ secret: 'x'.repeat(32), files, log: pino({ level: 'silent' }) });
  expect(capabilitiesOf('telegram')).toEqual(telegramCapabilities);
  expect(capabilitiesOf('vk')).toEqual(vkCapabilities);
  expect(capabilitiesOf('web')).toEqual(web.capabilities);
});

it('a connected messenger says itself what it carries', () => {
  const connected = messengerIn('vk', { state: 'starting' });
  expect(capabilitiesOf('vk', [connected])).toBe(connected.capabilities);
});
