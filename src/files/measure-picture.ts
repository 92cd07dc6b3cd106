import { pictures } from './pictures.ts';

/** How large a picture will be shown, read from how its file begins; nothing where that does not tell. */
export async function measurePicture(head: Buffer): Promise<{ width: number; height: number } | undefined> {
  const library = await pictures();
  try {
    const { autoOrient } = await library(head, { limitInputPixels: false, failOn: 'none' }).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch {
    return undefined;
  }
}
