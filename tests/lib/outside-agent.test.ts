import { expect, it } from 'vitest';
import { isInside } from '../../src/lib/outside-agent.ts';

it.each([
  ...['localhost', 'LOCALHOST.', 'shop.localhost', '127.0.0.1', '[::ffff:10.0.0.1]', '169.254.169.254'],
  ...['intranet', 'intranet.', 'printer.local', 'router.internal', 'nas.home.arpa.'],
])('%s is our own', host => {
  expect(isInside(host)).toBe(true);
});

it.each(['example.org', 'localhost.example.org', 'mylocalhost.org', '192.0.2.1', 'local.example.org', 'internal.example.org'])(
  '%s may be anywhere',
  host => {
    expect(isInside(host)).toBe(false);
  },
);
