/** The words of a template without its markup: a value that differs from person to person by what stands for it, else left open. */
export function plainWords(text: string): string {
  return text
    .replace(/\{\{(.*?)\}\}/g, (_, inside: string) => /\|\s*default:\s*(["'])(.*?)\1/.exec(inside)?.[2] ?? '…')
    .replace(/[*_`]/g, '');
}
