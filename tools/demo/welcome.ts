import { type Language, t } from '../../src/texts/index.ts';
import type { Demo } from './start-demo.ts';

/** What somebody reads who has just started the demo. */
export function welcome({ url, email, password }: Demo, language: Language): string {
  const text = (key: string) => t(language, `demo:${key}`);
  const rows = [
    [text('panel'), url],
    [text('email'), email],
    [text('password'), password],
    [text('chat'), `${url}/chat`],
  ] as const;
  const width = Math.max(...rows.map(([label]) => label.length));
  const table = rows.map(([label, value]) => `    ${label.padEnd(width)}  ${value}`);
  return ['', `  ${text('ready')}`, '', ...table, '', `  ${text('people')}`, `  ${text('stop')}`, ''].join('\n');
}
