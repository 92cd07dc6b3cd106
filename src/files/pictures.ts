import type sharp from 'sharp';

/** A picture of more pixels than this is not opened: a few kilobytes can unfold into gigabytes. Cameras of phones reach 200 million, shrunk. */
export const mostPixels = 60_000_000;

let loading: Promise<typeof sharp> | undefined;

/**
 * The library of pictures, loaded when a picture first needs it: a process that only passes messages on does without its memory. It keeps no
 * cache and works on one picture with one thread, so that it takes neither the memory nor the processor from the conversations.
 */
export function pictures(): Promise<typeof sharp> {
  loading ??= load();
  return loading;
}

async function load(): Promise<typeof sharp> {
  const { default: library } = await import('sharp');
  library.cache(false);
  library.concurrency(1);
  return library;
}
