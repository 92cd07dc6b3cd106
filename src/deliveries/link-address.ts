/** The short address of a link of a delivery: the `n`th from 0, those of the text first, then those of the buttons. */
export function linkAddress(publicUrl: string, token: string, n: number): string {
  return `${publicUrl.replace(/\/+$/, '')}/l/${token}-${n}`;
}
