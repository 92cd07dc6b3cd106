import type { Outgoing } from '../../messages/index.ts';

/** A message as dialogues write it, with its files and its rows of buttons. */
export function showMessage({ text, buttons = [], attachments = [] }: Outgoing): string {
  const lines = text.split('\n').map((line, index) => (index === 0 ? `< ${line}` : `  ${line}`.trimEnd()));
  const files = attachments.map(file => `  (${showFile(file)})`);
  return [...lines, ...files, ...buttons.map(row => `  ${row.map(({ label }) => `[${label}]`).join(' ')}`)].join('\n');
}

/** `photo plan.jpg`. */
export function showFile({ kind, name }: NonNullable<Outgoing['attachments']>[number]): string {
  return `${kind} ${name}`;
}
