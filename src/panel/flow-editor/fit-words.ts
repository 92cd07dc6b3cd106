/** Pixels that a text takes at 12.5 px in a common sans serif, a little more rather than less: a server has no fonts to measure by. */
function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += signWidth(sign);
  return width;
}

function signWidth(sign: string): number {
  if (/[\p{Extended_Pictographic}\u{1100}-\u{ffdc}]/u.test(sign) && sign > '\u2fff') return 14;
  if (/[ilI.,:;'|!()[\]]/.test(sign)) return 3.8;
  if (/[mwMWЖШЩЮМФжшщюмфыЫ@%—]/.test(sign)) return 10.2;
  return /[\p{Lu}\d]/u.test(sign) ? 8.4 : 7.3;
}

/** As much of a text as a line of this many pixels holds, with … where something is left out. */
export function fitLine(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let room = width - 10;
  let kept = '';
  for (const sign of text) {
    room -= signWidth(sign);
    if (room < 0) break;
    kept += sign;
  }
  return `${kept.trimEnd()}…`;
}

/** A text in at most so many lines, broken between words. */
export function fitLines(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let left = text.trim();
  while (left && lines.length < most - 1) {
    const line = wholeWords(left, width);
    lines.push(line);
    left = left.slice(line.length).trimStart();
  }
  return left ? [...lines, fitLine(left, width)] : lines;
}

function wholeWords(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const fits = fitLine(text, width + 10).replace(/…$/, '');
  const space = fits.lastIndexOf(' ');
  return space > 0 ? fits.slice(0, space) : fits;
}
