import type { Outgoing } from '../../messages/index.ts';

/** A message as dialogues write it, with its rows of buttons. */
export function showMessage({ text, buttons = [] }: Outgoing): string {
  const lines = text.split('\n').map((line, index) => (index === 0 ? `< ${line}` : `  ${line}`.trimEnd()));
  return [...lines, ...buttons.map(row => `  ${row.map(({ label }) => `[${label}]`).join(' ')}`)].join('\n');
}
