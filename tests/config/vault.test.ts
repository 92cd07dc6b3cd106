import { expect, it } from 'vitest';
import { createVault } from '../../src/config/index.ts';

const vault = createVault('the secret of one installation');
const token = '7012345678:AAExampleExampleExampleExampleExampl';

it('what is sealed opens under its name, and looks different each time', () => {
  const [once, again] = [vault.seal('accounts/telegram/token', token), vault.seal('accounts/telegram/token', token)];
  expect(once).not.toBe(again);
  for (const sealed of [once, again]) {
    expect(vault.open('accounts/telegram/token', sealed)).toBe(token);
    expect(sealed).not.toContain('AAExample');
  }
});

it('opens nothing that was sealed with another secret, under another name, or was changed since', () => {
  const sealed = vault.seal('accounts/telegram/token', token);
  expect(createVault('another installation').open('accounts/telegram/token', sealed)).toBeUndefined();
  expect(vault.open('accounts/vk/token', sealed)).toBeUndefined();
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (const at of [0, 15, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(vault.open('accounts/telegram/token', `v1.${changed.toString('base64url')}`)).toBeUndefined();
  }
  for (const junk of ['', 'v1.', 'v1.AAAA', 'v2.anything', token])
    expect(vault.open('accounts/telegram/token', junk)).toBeUndefined();
});

it('a mark tells two tokens apart and says nothing of them', () => {
  expect(vault.mark(token)).toBe(vault.mark(token));
  expect(vault.mark(token)).not.toBe(vault.mark(`${token}x`));
  expect(token).not.toContain(vault.mark(token));
});
